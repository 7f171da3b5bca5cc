//! The table of everything a key can do.
//!
//! Key dispatch, the footer's hints, the `?` palette, the `[keys]` of the config file and
//! docs/keys.md are thin readers of [`COMMANDS`]; there is no second list.

use super::{Action, Command, Needs, Place, Reach, Scope, Screen, Span};
use crate::domain::change::LastSpoke;
use crate::domain::folder::Answer;
use crate::domain::standing::Standing;
use crate::domain::tie::Tie;

use Needs::{
    Anybody, ChoiceField, Day, Decidable, Entry, FileList, Foldable, NoteField, Nothing, Offer,
    PathLine, Person, PersonOrRequest, Relation, Similar, Step, Waiting, Weeks, Year,
};
use Place::{Footer, Palette};
use Scope::{
    Anywhere, Card, DeleteQuestion, Files, FilterLine, FirstRun, Form, Home, HowTo, Inbox, Layer,
    Lists, Preview, Question, Review, Suggestions,
};

/// Every command, in the order of the footer's hints and the palette.
#[rustfmt::skip]
pub const COMMANDS: &[Command] = &[
    // While there is nobody yet.
    row(Action::Import, ("first-import", "import"), &["i"], (FirstRun, Nothing, Footer), "import your people: phone, LinkedIn, Google and others"),
    row(Action::Add, ("first-add", "add one person"), &["a"], (FirstRun, Nothing, Footer), "add one person by hand"),
    row(Action::Demo, ("first-demo", "look round"), &["d"], (FirstRun, Nothing, Footer), "look round with made-up people, in memory"),
    row(Action::HowToExport, ("first-how", "how to get a file"), &["h"], (FirstRun, Nothing, Footer), "how to get a file out of a phone, LinkedIn, Google and others"),

    // On the card.
    row(Action::EditEntry, ("edit-entry", "edit"), &["enter", "e"], (Card, Entry, Footer), "edit this catch-up"),
    row(Action::ToggleAnswered, ("answered", "answered or not"), &["!"], (Card, Entry, Footer), "this one was answered, or was not"),
    row(Action::RemoveEntry, ("remove-entry", "remove"), &["D"], (Card, Entry, Footer), "remove this catch-up"),
    row(Action::StepDone, ("step-done", "tick off"), &["enter"], (Card, Step, Footer), "tick off this next step"),
    row(Action::EditStep, ("edit-step", "edit"), &["e"], (Card, Step, Footer), "change this next step: its words, its day, who it is about"),
    row(Action::RemoveStep, ("remove-step", "remove"), &["D"], (Card, Step, Footer), "remove this next step"),
    row(Action::GoToRelated, ("go-to-related", "go to them"), &["enter"], (Card, Relation, Footer), "go to this person; esc comes back"),
    row(Action::RemoveRelation, ("remove-relation", "remove"), &["D"], (Card, Relation, Footer), "remove this relation"),
    row(Action::EditDay, ("edit-day", "edit"), &["enter", "e"], (Card, Day, Footer), "change this day"),
    row(Action::RemoveDay, ("remove-day", "remove"), &["D"], (Card, Day, Footer), "remove this day"),
    row(Action::Back, ("card-back", "back"), &["backspace"], (Card, Nothing, Palette), "back to the card you came from, or to the list"),

    // On the shelf.
    row(Action::WhoFits, ("who-fits", "who fits"), &["enter"], (Scope::Shelf, Needs::Link, Footer), "go to those who may like this link"),
    row(Action::Share, ("share-this", "share"), &["enter", "s"], (Scope::Shelf, Needs::Receiver, Footer), "share this link with them; what to send is copied"),
    row(Action::ShareWho, ("share-who", "who came to mind"), &["w", "s", "enter"], (Scope::Shelf, Needs::Shelved, Footer), "share this link with somebody who came to mind"),
    row(Action::EditLink, ("edit-link", "edit"), &["e"], (Scope::Shelf, Needs::Link, Footer), "edit the title, topics and note of this link"),
    row(Action::OpenLink, ("open-link", "open"), &["o"], (Scope::Shelf, Needs::Link, Footer), "open this link"),
    row(Action::CopyLink, ("copy-link", "copy"), &["y"], (Scope::Shelf, Needs::Link, Footer), "copy this link"),
    row(Action::DropLink, ("drop-link", "drop"), &["D"], (Scope::Shelf, Needs::Link, Footer), "take this link off the shelf; who got it stays known"),
    // In the review.
    row(Action::TakeOffer, ("take-offer", "do it"), &["enter"], (Review, Offer, Footer), "do what is offered, for all it names"),
    row(Action::NotNow, ("not-now", "not now"), &["x"], (Review, Offer, Footer), "not now: offered again in three months"),
    row(Action::OpenCard, ("review-card", "card"), &["enter"], (Review, Person, Footer), "go to their card on Home"),
    row(Action::LookBack, ("look-back", "the year"), &["Y"], (Review, Weeks, Footer), "look back on the year, in names"),
    row(Action::LookBack, ("look-at-weeks", "the weeks"), &["Y"], (Review, Year, Footer), "go back to the weeks"),

    // With people.
    row(Action::OpenCard, ("card", "card"), &["enter"], (Lists, Person, Footer), "go to the card"),
    row(Action::OpenCard, ("look", "look"), &["enter"], (Inbox, Waiting, Footer), "look at it: the whole request, or somebody's card"),
    row(Action::AcceptHeard, ("accept-heard", "accept"), &["space"], (Inbox, Needs::Heard, Footer), "it is so: a catch-up of that day, or their birthday"),
    row(Action::CatchUp, ("evening", "log the evening"), &["space"], (Lists, Needs::Evening, Footer), "log the evening: a meal with everyone at the table, on its day"),
    row(Action::CatchUp, ("caught-up", "done"), &["space"], (Home, Person, Footer), "caught up today, one key"),
    row(Action::Log, ("log", "log"), &["c"], (Home, Person, Footer), "log a catch-up with its day, channel and note"),
    row(Action::Tie(Tie::Inner), ("tie-inner", "inner"), &["t i"], (Home, PersonOrRequest, Footer), "inner: call them in a crisis"),
    row(Action::Tie(Tie::Strong), ("tie-strong", "strong"), &["t s"], (Home, PersonOrRequest, Footer), "strong: share private news"),
    row(Action::Tie(Tie::Moderate), ("tie-moderate", "moderate"), &["t m"], (Home, PersonOrRequest, Footer), "moderate: gladly have coffee"),
    row(Action::Tie(Tie::Weak), ("tie-weak", "weak"), &["t w"], (Home, PersonOrRequest, Footer), "weak: we know each other a bit"),
    row(Action::Tie(Tie::Latent), ("tie-latent", "latent"), &["t l"], (Home, PersonOrRequest, Footer), "latent: connected, that's all"),
    row(Action::Stand(Standing::Dormant), ("dormant", "dormant"), &["t d"], (Home, Person, Footer), "dormant: the tie stays, never due"),
    row(Action::Later(Span::Week), ("later-1", "1 week"), &["z 1"], (Home, PersonOrRequest, Footer), "later: in a week"),
    row(Action::Later(Span::TwoWeeks), ("later-2", "2 weeks"), &["z 2"], (Home, PersonOrRequest, Footer), "later: in two weeks"),
    row(Action::Later(Span::Month), ("later-3", "1 month"), &["z 3"], (Home, PersonOrRequest, Footer), "later: in a month"),
    row(Action::Later(Span::ThreeMonths), ("later-4", "3 months"), &["z 4"], (Home, PersonOrRequest, Footer), "later: in three months"),
    row(Action::LaterDay, ("later-day", "a day"), &["z d"], (Home, PersonOrRequest, Footer), "later: on a day you say"),
    row(Action::LaterNot, ("later-not", "back now"), &["z z"], (Home, Person, Footer), "bring back now"),
    row(Action::Fold, ("fold", "fold"), &["f"], (Inbox, Foldable, Footer), "it is from somebody who is here, or the newcomer is: fold it into them"),
    row(Action::LeaveIt, ("leave-it", "leave it"), &["backspace"], (Inbox, Waiting, Footer), "leave it: the request unanswered, what was heard uncounted, the newcomer in People"),
    row(Action::SomeoneElse, ("someone-else", "someone else"), &["x"], (Home, Person, Footer), "someone else this week"),
    row(Action::Filter, ("filter", "filter"), &["/"], (Home, Anybody, Footer), "filter the people"),
    row(Action::Undo, ("undo", "undo"), &["u"], (Home, Nothing, Footer), "take back what was done last"),
    row(Action::Redo, ("redo", "redo"), &["U"], (Home, Nothing, Palette), "do again what was taken back"),
    row(Action::Mark, ("mark", "mark"), &["v"], (Home, PersonOrRequest, Palette), "mark several, for one verb with all of them"),
    row(Action::MarkAll, ("mark-all", "mark all"), &["V"], (Home, Anybody, Palette), "mark everybody in the list, or nobody"),
    row(Action::MarkHousehold, ("household", "household"), &["H"], (Home, Person, Palette), "mark the household, for one catch-up with all of them"),
    row(Action::Mind, ("mind", "on my mind"), &["m"], (Home, Person, Palette), "on my mind, or no more"),
    row(Action::Share, ("share", "share a link"), &["s"], (Home, Person, Palette), "share a link with them"),
    row(Action::AddLink, ("add-link", "add a link"), &["S"], (Home, Anybody, Palette), "put a link on the shelf"),
    row(Action::LogNew, ("log-new", "log with anybody"), &["C"], (Home, Nothing, Palette), "log a catch-up with somebody else, known or new"),
    row(Action::Cadence, ("cadence", "cadence"), &["r"], (Home, Person, Palette), "within how many days; 0 is never"),
    row(Action::Add, ("add", "add"), &["a"], (Home, Nothing, Palette), "add a contact"),
    row(Action::AddRequest, ("add-request", "add a request"), &["i"], (Home, Nothing, Palette), "add a connection request, or paste lines of them"),
    row(Action::Edit, ("edit", "edit"), &["e"], (Home, Person, Palette), "edit the contact"),
    row(Action::Note, ("note", "note"), &["n"], (Home, Person, Palette), "add a note"),
    row(Action::EditNotes, ("edit-notes", "notes in the editor"), &["E"], (Home, Person, Palette), "all notes, in $EDITOR"),
    row(Action::Tags, ("tags", "tags"), &["#"], (Home, Person, Palette), "add and remove tags"),
    row(Action::AddStep, ("next-step", "next step"), &["N"], (Home, Person, Palette), "something to ask or send, on a day or next time"),
    row(Action::Relate, ("relate", "relate"), &["R"], (Home, Person, Palette), "how they and somebody else know each other"),
    row(Action::AddDay, ("occasion", "a day"), &["O"], (Home, Person, Palette), "add an anniversary or another day, yearly or once"),
    row(Action::Pause, ("pause", "pause"), &["p"], (Home, Person, Palette), "pause the clock, or let it go on"),
    row(Action::Budget, ("budget", "room this week"), &["b 0", "b 1", "b 2", "b 3", "b 4", "b 5", "b 6", "b 7", "b 8", "b 9"], (Home, Nothing, Palette), "how many times this week; 0 is a resting week"),
    row(Action::Open(Reach::Email), ("open-email", "e-mail"), &["o e"], (Home, Person, Palette), "open a mail to them"),
    row(Action::Open(Reach::Linkedin), ("open-linkedin", "LinkedIn"), &["o l"], (Home, Person, Palette), "open their LinkedIn page"),
    row(Action::Open(Reach::Phone), ("open-phone", "phone"), &["o p"], (Home, Person, Palette), "call their number"),
    row(Action::Open(Reach::Web), ("open-web", "web"), &["o w"], (Home, Person, Palette), "open their web page"),
    row(Action::Copy(Reach::Email), ("copy-email", "e-mail"), &["y e"], (Home, Person, Palette), "copy their e-mail address"),
    row(Action::Copy(Reach::Linkedin), ("copy-linkedin", "LinkedIn"), &["y l"], (Home, Person, Palette), "copy their LinkedIn address"),
    row(Action::Copy(Reach::Phone), ("copy-phone", "phone"), &["y p"], (Home, Person, Palette), "copy their number"),
    row(Action::Copy(Reach::Web), ("copy-web", "web"), &["y w"], (Home, Person, Palette), "copy their web address"),
    row(Action::Stand(Standing::Archived), ("archive", "put away"), &["A a"], (Home, Person, Palette), "put away: kept, and out of every list"),
    row(Action::Stand(Standing::InMemory), ("in-memory", "in memory"), &["A m"], (Home, Person, Palette), "in memory of them"),
    row(Action::Stand(Standing::Parted), ("parted", "parted"), &["A p"], (Home, Person, Palette), "parted ways"),
    row(Action::Stand(Standing::Unreachable), ("no-answer", "no answer"), &["A n"], (Home, Person, Palette), "no answer for now"),
    row(Action::Stand(Standing::Active), ("bring-back", "bring back"), &["A b"], (Home, Person, Palette), "bring back: active again"),
    row(Action::Delete, ("delete", "delete"), &["D"], (Home, Person, Palette), "delete; asks first"),
    row(Action::Gather, ("gather", "small dinner"), &["d"], (Home, Anybody, Palette), "a small dinner: who could sit at one table"),
    row(Action::Import, ("import", "import"), &["I"], (Home, Nothing, Palette), "import people: phone, LinkedIn, Google and others"),
    row(Action::SyncCards, ("sync-cards", "sync cards"), &[], (Home, Needs::Folder, Palette), "sync with the folder of cards that a phone shares"),
    row(Action::Conflicts, ("conflicts", "both changed"), &[], (Home, Needs::Folder, Palette), "what was changed here and in a card, to answer it"),
    row(Action::Sync, ("sync", "sync now"), &[], (Home, Needs::Shared, Palette), "bring this machine and the others in step"),
    row(Action::ChangedJobs, ("changed-jobs", "I changed jobs"), &[], (Home, Anybody, Palette), "I changed jobs: the old colleagues, to give some of them a tie"),
    row(Action::Thinking, ("thinking", "who comes to mind"), &[], (Home, Anybody, Palette), "who have you been thinking about?"),

    row(Action::MergeWith, ("merge-with", "merge with"), &["="], (Home, Person, Palette), "they are here twice: make one of two, side by side"),
    row(Action::LookAlikes, ("look-alikes", "look-alikes"), &[], (Home, Anybody, Palette), "who may be here twice, one pair after the other"),
    row(Action::Discreet, ("discreet", "discreet"), &["."], (Home, Nothing, Palette), "hide notes and ties while somebody looks over your shoulder"),

    // Moving about.
    row(Action::Down, ("down", "down"), &["j", "down", "^n"], (Anywhere, Nothing, Palette), "next row"),
    row(Action::Up, ("up", "up"), &["k", "up", "^p"], (Anywhere, Nothing, Palette), "row before"),
    row(Action::PageDown, ("page-down", "page down"), &["^d", "pgdn"], (Anywhere, Nothing, Palette), "half a page down"),
    row(Action::PageUp, ("page-up", "page up"), &["^u", "pgup"], (Anywhere, Nothing, Palette), "half a page up"),
    row(Action::First, ("first", "first"), &["g", "home"], (Anywhere, Nothing, Palette), "first row"),
    row(Action::Last, ("last", "last"), &["G", "end"], (Anywhere, Nothing, Palette), "last row"),
    row(Action::NextPane, ("next-pane", "next pane"), &["tab"], (Home, Anybody, Palette), "next pane"),
    row(Action::PreviousPane, ("previous-pane", "pane before"), &["backtab"], (Home, Anybody, Palette), "pane before"),
    row(Action::StripNext, ("tie-next", "next tie"), &["l", "right"], (Lists, Anybody, Palette), "next tie on the strip over People"),
    row(Action::StripPrevious, ("tie-previous", "tie before"), &["h", "left"], (Lists, Anybody, Palette), "tie before on the strip over People"),
    row(Action::Go(Screen::Home), ("home", "Home"), &["1"], (Home, Needs::Screen, Palette), "go to Home"),
    row(Action::Go(Screen::Inbox), ("inbox", "Inbox"), &["2"], (Home, Needs::Screen, Palette), "go to the inbox"),
    row(Action::Go(Screen::Shelf), ("shelf", "Shelf"), &["3"], (Home, Needs::Screen, Palette), "go to the shelf"),
    row(Action::Go(Screen::Review), ("review", "Review"), &["4"], (Home, Needs::Screen, Palette), "go to the review"),
    row(Action::Back, ("back", "back"), &["esc"], (Home, Nothing, Palette), "step back; never quits"),
    row(Action::Leave, ("leave", "back or quit"), &["q"], (Home, Nothing, Palette), "back; at Home, quit"),
    row(Action::Quit, ("quit", "quit"), &["^c"], (Anywhere, Nothing, Palette), "quit; what was typed is kept"),
    row(Action::Suspend, ("suspend", "suspend"), &["^z"], (Anywhere, Nothing, Palette), "go to the shell; fg comes back"),

    // What was changed here and in a card.
    row(Action::Answer(Answer::Ours), ("answer-ours", "as here"), &["h", "left"], (Scope::Conflicts, Needs::Conflict, Footer), "keep what is here; the next sync tells the card"),
    row(Action::Answer(Answer::Theirs), ("answer-theirs", "as in the card"), &["c", "right"], (Scope::Conflicts, Needs::Conflict, Footer), "take what the card says"),
    row(Action::Answer(Answer::Both), ("answer-both", "both"), &["b"], (Scope::Conflicts, Needs::BothStand, Footer), "keep both, where there can be several"),
    row(Action::Undo, ("undo-answer", "undo"), &["u"], (Scope::Conflicts, Nothing, Footer), "take back what was done last"),

    // In layers.
    row(Action::NextField, ("next-field", "next"), &["tab"], (Form, Nothing, Footer), "next field"),
    row(Action::PreviousField, ("previous-field", "field before"), &["backtab"], (Form, Nothing, Palette), "field before"),
    row(Action::StripNext, ("choose-next", "choose"), &["right"], (Form, ChoiceField, Footer), "next choice"),
    row(Action::StripPrevious, ("choose-previous", "choice before"), &["left"], (Form, ChoiceField, Palette), "choice before"),
    row(Action::Save, ("save", "save"), &["^s"], (Form, Nothing, Footer), "save"),
    row(Action::Accept, ("form-enter", "save"), &["enter"], (Form, Nothing, Palette), "take the name typed, else save"),
    row(Action::Editor, ("editor", "editor"), &["^e"], (Form, NoteField, Footer), "write the note in $EDITOR"),
    row(Action::OpenSimilar, ("open-similar", "open similar"), &["^o"], (Form, Similar, Footer), "go to the similar contact instead"),
    row(Action::Accept, ("keep-filter", "keep"), &["enter"], (FilterLine, Nothing, Footer), "keep the filter and go to the list"),
    row(Action::Accept, ("run", "run"), &["enter"], (Scope::Palette, Nothing, Footer), "run this command"),
    row(Action::Accept, ("read-files", "read"), &["enter"], (Files, Nothing, Footer), "read the chosen files; nothing is written yet"),
    row(Action::Pick, ("pick-file", "choose"), &["space"], (Files, Nothing, Footer), "choose several files"),
    row(Action::PathLine, ("path-line", "another file"), &["tab"], (Files, FileList, Footer), "type the path of another file"),
    row(Action::CompletePath, ("complete-path", "complete"), &["tab"], (Files, PathLine, Footer), "complete the path; of several, see which"),
    row(Action::HowToExport, ("how", "how to get them"), &["h"], (Files, Nothing, Footer), "how to get a file out of a phone, LinkedIn, Google and others"),
    row(Action::Back, ("how-back", "back"), &["h"], (HowTo, Nothing, Palette), "step back"),
    row(Action::Accept, ("columns-done", "go on"), &["enter"], (Scope::Columns, Nothing, Footer), "that is what the columns are; nothing is written yet"),
    row(Action::StripNext, ("column-next", "choose"), &["right"], (Scope::Columns, Nothing, Footer), "this column is the next field"),
    row(Action::StripPrevious, ("column-previous", "field before"), &["left"], (Scope::Columns, Nothing, Palette), "this column is the field before"),
    row(Action::Accept, ("import-now", "import"), &["enter"], (Preview, Nothing, Footer), "import as shown"),
    row(Action::RowMerge, ("row-merge", "the same"), &["m"], (Preview, Decidable, Footer), "the same person: merge; again for the next they look like"),
    row(Action::RowNew, ("row-new", "new"), &["n"], (Preview, Decidable, Footer), "two people: this one is new"),
    row(Action::RowSkip, ("row-skip", "skip"), &["s"], (Preview, Decidable, Footer), "leave this one out"),
    row(Action::Accept, ("flag", "on my mind"), &["enter"], (Scope::Thinking, Nothing, Footer), "put them on your mind"),
    row(Action::Down, ("to-suggestions", "suggestions"), &["down"], (Scope::Thinking, Nothing, Footer), "go to the suggestions"),
    row(Action::Back, ("thinking-done", "done"), &["esc"], (Scope::Thinking, Nothing, Footer), "that was everybody"),
    row(Action::Pick, ("flag-suggested", "on my mind"), &["space"], (Suggestions, Nothing, Footer), "put them on your mind, or no more"),
    row(Action::Accept, ("flag-this", "on my mind"), &["enter"], (Suggestions, Nothing, Palette), "put them on your mind"),
    row(Action::OtherSuggestions, ("others", "other ones"), &["n"], (Suggestions, Nothing, Footer), "suggest other people"),
    row(Action::Accept, ("fold-into", "fold"), &["enter"], (Scope::Fold, Nothing, Footer), "fold the request into who the cursor is on"),
    row(Action::Spoke(LastSpoke::Lately), ("spoke-lately", "lately"), &["1"], (Scope::LastSpoke, Nothing, Footer), "lately"),
    row(Action::Spoke(LastSpoke::ThisYear), ("spoke-this-year", "this year"), &["2"], (Scope::LastSpoke, Nothing, Footer), "this year"),
    row(Action::Spoke(LastSpoke::LongAgo), ("spoke-long-ago", "long ago"), &["3"], (Scope::LastSpoke, Nothing, Footer), "long ago"),
    row(Action::Spoke(LastSpoke::Unknown), ("spoke-unknown", "don't know"), &["enter"], (Scope::LastSpoke, Nothing, Footer), "don't know"),
    row(Action::Accept, ("share-chosen", "share"), &["enter"], (Scope::Sharing, Nothing, Footer), "share the chosen link; what to send is copied"),
    row(Action::AddLink, ("another-link", "another link"), &["tab"], (Scope::Sharing, Nothing, Footer), "put another link on the shelf, and share it"),
    row(Action::Yes, ("yes", "yes"), &["y"], (Question, Nothing, Footer), "yes"),
    row(Action::Back, ("no", "no"), &["n"], (Question, Nothing, Footer), "no"),
    row(Action::Yes, ("delete-yes", "delete"), &["y"], (DeleteQuestion, Nothing, Footer), "delete them"),
    row(Action::ExportFirst, ("export-first", "export first"), &["e"], (DeleteQuestion, Nothing, Footer), "write them to a vCard file first"),
    row(Action::Back, ("keep", "keep"), &["n"], (DeleteQuestion, Nothing, Footer), "keep them"),
    row(Action::Accept, ("take-place", "there"), &["enter", "tab"], (Scope::Place, Nothing, Footer), "take this place, and see who could come"),
    row(Action::Accept, ("book", "choose the day"), &["enter"], (Scope::Table, Needs::Table, Footer), "choose the day for this table"),
    row(Action::SomeoneElse, ("other-guest", "someone else"), &["x"], (Scope::Table, Needs::Table, Footer), "someone else in this seat"),
    row(Action::StripNext, ("seat-next", "next seat"), &["l", "right"], (Scope::Table, Needs::Table, Footer), "next seat"),
    row(Action::StripPrevious, ("seat-previous", "seat before"), &["h", "left"], (Scope::Table, Needs::Table, Palette), "seat before"),
    row(Action::Larger, ("larger", "one more"), &["+", "="], (Scope::Table, Nothing, Footer), "a larger table, up to 8 with you"),
    row(Action::Smaller, ("smaller", "one less"), &["-"], (Scope::Table, Nothing, Palette), "a smaller table, down to 4 with you"),
    row(Action::Filter, ("other-place", "elsewhere"), &["/"], (Scope::Table, Nothing, Footer), "another city or circle"),
    row(Action::Accept, ("same-as", "side by side"), &["enter"], (Scope::SameAs, Nothing, Footer), "show the two side by side; nothing is merged yet"),
    row(Action::Accept, ("merge", "merge"), &["enter"], (Scope::Twice, Needs::Two, Footer), "make one of the two, as shown"),
    row(Action::StripPrevious, ("first-stays", "first stays"), &["left", "h"], (Scope::Twice, Needs::Two, Footer), "what the first says stays, which stands on the left or above"),
    row(Action::StripNext, ("second-stays", "second stays"), &["right", "l"], (Scope::Twice, Needs::Two, Footer), "what the second says stays"),
    row(Action::TwoPeople, ("two-people", "two people"), &["x"], (Scope::Twice, Needs::Two, Footer), "they are two people; not asked about again"),
    row(Action::NextPair, ("next-pair", "next"), &["n", "tab"], (Scope::Twice, Needs::Pairs, Footer), "the next two who look alike"),
    row(Action::PreviousPair, ("pair-before", "the two before"), &["p", "backtab"], (Scope::Twice, Needs::Pairs, Palette), "the two before"),
    row(Action::Undo, ("undo-merge", "undo"), &["u"], (Scope::Twice, Nothing, Palette), "take back what was done last"),
    row(Action::Redo, ("redo-merge", "redo"), &["U"], (Scope::Twice, Nothing, Palette), "do again what was taken back"),
    row(Action::Back, ("close", "back"), &["esc", "q"], (Layer, Nothing, Footer), "step back"),
    row(Action::Help, ("layer-help", "all keys"), &["?", ":"], (Layer, Nothing, Palette), "the keys that hold here: type to search, and run"),

    // Always the last of the footer.
    row(Action::Help, ("help", "all keys"), &["?", ":"], (Home, Nothing, Footer), "all keys: type to search, and run"),
];

const fn row(
    action: Action,
    (name, title): (&'static str, &'static str),
    keys: &'static [&'static str],
    (scope, needs, place): (Scope, Needs, Place),
    help: &'static str,
) -> Command {
    Command {
        action,
        name,
        title,
        help,
        keys,
        scope,
        needs,
        place,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::named;

    #[test]
    fn names_are_unique() {
        for (at, command) in COMMANDS.iter().enumerate() {
            assert!(
                COMMANDS[..at]
                    .iter()
                    .all(|other| other.name != command.name),
                "{} is there twice",
                command.name
            );
            assert_eq!(named(command.name), Some(command));
        }
    }

    #[test]
    fn help_is_the_footers_last_hint() {
        let last = COMMANDS.iter().rfind(|c| c.place == Footer).unwrap();
        assert_eq!(last.action, Action::Help);
    }
}
