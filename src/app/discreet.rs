//! The state as it is drawn while somebody looks over the shoulder.

use std::sync::Arc;

use super::layer::Layer;
use super::state::State;
use crate::domain::network::StepKind;

impl State {
    /// This state with what [`discreet`](crate::domain::discreet) hides hidden, to be drawn
    /// and not to be changed.
    pub fn hidden(&self) -> State {
        let sight = self.sight;
        let mut shown = self.clone();
        if !shown.network.next_steps.is_empty() {
            sight.network(Arc::make_mut(&mut shown.network));
        }
        if let Some(card) = &mut shown.card {
            sight.card(Arc::make_mut(card));
        }
        shown.last_notes.clear();
        let requests = shown.inbox.requests.iter_mut();
        requests.for_each(|request| sight.request(request));
        let heard = shown.inbox.heard.iter_mut();
        heard.for_each(|heard| sight.heard(heard));
        if let Some(page) = &mut shown.review.page {
            let said = |what: &str| {
                let mut steps = self.network.next_steps.iter();
                steps.any(|step| step.kind == StepKind::Step && &*step.text == what)
            };
            for ahead in &mut Arc::make_mut(page).ahead {
                if said(&ahead.what) {
                    ahead.what = sight.words(&ahead.what).to_owned();
                }
            }
        }
        let links = shown.shelf.links.iter_mut();
        links.for_each(|link| sight.link(link));
        // They may stand in a note.
        shown.shelf.found.fits.iter_mut().for_each(|fit| {
            sight.matched(&mut fit.words);
        });
        for layer in &mut shown.layers {
            match layer {
                Layer::Sharing(sharing) => {
                    let choices = sharing.choices.iter_mut().flatten();
                    choices.for_each(|choice| sight.matched(&mut choice.words));
                }
                Layer::Form(form) => form.hide(),
                // What stands in a table may be notes.
                Layer::Columns(asked) => asked.columns.iter_mut().for_each(|c| c.sample.clear()),
                Layer::UndoQuestion(past) => past.label = sight.label(&past.label).into_owned(),
                _ => {}
            }
        }
        shown
    }
}
