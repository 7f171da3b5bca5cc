//! Where keys are looked up, and which commands have something to do.

use super::form::{Field, FieldName, Value};
use super::layer::Layer;
use super::merging::Twice;
use super::review::View;
use super::shelf::Part;
use super::state::{Pane, State, Stop};
use super::verbs;
use crate::command::{Action, Command, Needs, Scope, Screen};
use crate::domain::folder::Answer;
use crate::domain::inbox::Waiting;

/// Where keys are looked up in a layer.
pub(super) fn scopes_of(layer: &Layer) -> Vec<Scope> {
    let own = layer.scope().into_iter();
    own.chain([Scope::Layer, Scope::Anywhere]).collect()
}

impl State {
    /// Where keys are looked up now, first first.
    pub fn scopes(&self) -> Vec<Scope> {
        match self.layers.last() {
            None | Some(Layer::Prefix(_)) => self.home_scopes(),
            Some(layer) => scopes_of(layer),
        }
    }

    /// The layer that is on top but for the list of all keys, which is about it.
    pub(in crate::app) fn below_palette(&self) -> Option<&Layer> {
        let mut layers = self.layers.iter().rev();
        layers.find(|layer| !matches!(layer, Layer::Palette(_)))
    }

    /// Where keys are looked up on the screen that is shown.
    pub fn home_scopes(&self) -> Vec<Scope> {
        let mut scopes = Vec::new();
        if self.welcomes() {
            scopes.push(Scope::FirstRun);
        } else {
            if self.screen == Screen::Inbox && self.focus == Pane::Card {
                scopes.push(Scope::Card);
            }
            scopes.push(match self.screen {
                Screen::Home if self.focus == Pane::Card => Scope::Card,
                Screen::Home => Scope::Lists,
                Screen::Inbox => Scope::Inbox,
                Screen::Shelf => Scope::Shelf,
                Screen::Review => Scope::Review,
            });
        }
        scopes.extend([Scope::Home, Scope::Anywhere]);
        scopes
    }

    /// Whether a command has something to do now.
    pub fn fits(&self, command: &Command) -> bool {
        match command.needs {
            Needs::Nothing => true,
            Needs::Screen => match command.action {
                Action::Go(screen) => self.has(screen),
                _ => false,
            },
            Needs::Table => match self.below_palette() {
                Some(Layer::Gather(gather)) => !gather.tables.is_empty(),
                _ => false,
            },
            Needs::Offer => self.review.offer_in_hand().is_some(),
            Needs::Weeks => self.review.view == View::Weeks,
            Needs::Year => self.review.view == View::Year,
            Needs::Anybody => !self.is_first_run(),
            Needs::Evening => verbs::evening(self).is_some(),
            Needs::Person => !self.targets().is_empty(),
            Needs::PersonOrRequest => !self.targets().is_empty() || !self.waiting().is_empty(),
            Needs::Waiting => !self.waiting().is_empty(),
            Needs::Foldable => {
                let waiting = self.waiting();
                waiting
                    .iter()
                    .any(|one| matches!(one, Waiting::Request(_) | Waiting::Newcomer(_)))
            }
            Needs::Heard => {
                let waiting = self.waiting();
                waiting.iter().any(|one| matches!(one, Waiting::Heard(_)))
            }
            Needs::Entry => matches!(self.stop(), Some(Stop::Entry(_))),
            Needs::Step => matches!(self.stop(), Some(Stop::Next(_))),
            Needs::Relation => matches!(self.stop(), Some(Stop::Related(_))),
            Needs::Day => matches!(self.stop(), Some(Stop::Day(_))),
            Needs::Link => self.on_shelf() && self.shelf.focus == Part::Links,
            Needs::Shelved => self.on_shelf(),
            Needs::Receiver => self.on_shelf() && !self.targets().is_empty(),
            Needs::NoteField => self
                .form_field()
                .is_some_and(|field| field.name == FieldName::Note),
            Needs::ChoiceField => self
                .form_field()
                .is_some_and(|field| matches!(field.value, Value::Choice { .. })),
            Needs::Similar => match self.below_palette() {
                Some(Layer::Form(form)) => !form.similar.is_empty(),
                _ => false,
            },
            Needs::Decidable => match self.below_palette() {
                Some(Layer::Preview(preview)) => preview.decidable().is_some(),
                _ => false,
            },
            Needs::FileList => !self.types_path(),
            Needs::PathLine => self.types_path(),
            Needs::Folder => self.config.vdir.path.is_some() && !self.demo,
            Needs::Shared => self.sharing.is_shared() && !self.demo,
            Needs::Two => self.twice().is_some_and(|twice| twice.two.is_some()),
            Needs::Pairs => self.twice().is_some_and(Twice::has_others),
            Needs::Conflict => self.can_answer(Answer::Ours),
            Needs::BothStand => self.can_answer(Answer::Both),
        }
    }

    /// Whether the shelf is shown, the cursor on a link.
    fn on_shelf(&self) -> bool {
        self.screen == Screen::Shelf && self.shelf.link().is_some()
    }

    fn can_answer(&self, answer: Answer) -> bool {
        matches!(self.below_palette(), Some(Layer::Conflicts(conflicts)) if conflicts.can(answer))
    }

    /// Two who may be one, where that is what is on top.
    fn twice(&self) -> Option<&Twice> {
        match self.below_palette() {
            Some(Layer::Twice(twice)) => Some(twice),
            _ => None,
        }
    }

    fn types_path(&self) -> bool {
        matches!(self.below_palette(), Some(Layer::Files(files)) if files.typing)
    }

    fn form_field(&self) -> Option<&Field> {
        match self.layers.last() {
            Some(Layer::Form(form)) => form.focused(),
            _ => None,
        }
    }
}
