//! What a key can do: the words in which the table of all commands is written.

mod table;

pub use table::COMMANDS;

use crate::domain::change::LastSpoke;
use crate::domain::folder::Answer;
use crate::domain::standing::Standing;
use crate::domain::tie::Tie;

/// What a command does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    // Moving about.
    Down,
    Up,
    PageDown,
    PageUp,
    First,
    Last,
    NextPane,
    PreviousPane,
    Go(Screen),
    OpenCard,
    StripNext,
    StripPrevious,
    Back,
    Leave,
    Quit,
    Suspend,
    Help,
    Filter,
    // With people.
    CatchUp,
    Log,
    LogNew,
    Mark,
    Tie(Tie),
    Stand(Standing),
    Cadence,
    Later(Span),
    LaterDay,
    LaterNot,
    SomeoneElse,
    Mind,
    Budget,
    Add,
    /// Take a connection request in.
    AddRequest,
    /// Leave who waits in the inbox.
    LeaveIt,
    /// What mail or a calendar told is so.
    AcceptHeard,
    /// Fold a request, or a newcomer, into somebody who is here.
    Fold,
    Edit,
    EditNotes,
    Note,
    Tags,
    AddStep,
    Relate,
    AddDay,
    MarkAll,
    MarkHousehold,
    ChangedJobs,
    Discreet,
    Open(Reach),
    Copy(Reach),
    Pause,
    Delete,
    Import,
    /// Keep the folder of cards in step.
    SyncCards,
    /// Bring this machine and the others in step.
    Sync,
    /// What was changed here and in a card.
    Conflicts,
    Answer(Answer),
    Thinking,
    /// Whoever may be here twice.
    LookAlikes,
    MergeWith,
    NextPair,
    PreviousPair,
    TwoPeople,
    Undo,
    Redo,
    // On the card.
    EditEntry,
    ToggleAnswered,
    RemoveEntry,
    StepDone,
    EditStep,
    RemoveStep,
    GoToRelated,
    RemoveRelation,
    EditDay,
    RemoveDay,
    // With links.
    /// Whoever may like the link under the cursor.
    WhoFits,
    /// On the shelf its link with whoever is there, elsewhere a link with them.
    Share,
    ShareWho,
    AddLink,
    EditLink,
    DropLink,
    OpenLink,
    CopyLink,
    // In the review.
    TakeOffer,
    NotNow,
    LookBack,
    // A small dinner.
    Gather,
    Larger,
    Smaller,
    // The first run.
    Demo,
    HowToExport,
    // In layers.
    Accept,
    NextField,
    PreviousField,
    Save,
    Editor,
    OpenSimilar,
    Pick,
    PathLine,
    CompletePath,
    RowMerge,
    RowNew,
    RowSkip,
    OtherSuggestions,
    Spoke(LastSpoke),
    Yes,
    ExportFirst,
}

/// One of the screens between which `1` to `4` switch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Screen {
    /// Who it is a good time to say hi to, and everybody.
    #[default]
    Home,
    /// Requests and small batches that nobody has looked at.
    Inbox,
    /// Links waiting for somebody who may like them.
    Shelf,
    /// How it goes, and whether the list fits a week.
    Review,
}

impl Screen {
    /// All of them, in the order of the tabs.
    pub const ALL: [Screen; 4] = [Screen::Home, Screen::Inbox, Screen::Shelf, Screen::Review];

    /// What its tab says.
    pub const fn label(self) -> &'static str {
        match self {
            Screen::Home => "Home",
            Screen::Inbox => "Inbox",
            Screen::Shelf => "Shelf",
            Screen::Review => "Review",
        }
    }
}

/// How long "later" is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Span {
    Week,
    TwoWeeks,
    Month,
    ThreeMonths,
}

/// A way to reach somebody that can be opened or copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reach {
    Email,
    Linkedin,
    Phone,
    Web,
}

/// Where a command works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// In layers, too.
    Anywhere,
    /// On every screen, whichever pane has the focus.
    Home,
    /// In the panes that list people.
    Lists,
    /// On the card.
    Card,
    Inbox,
    Shelf,
    Review,
    /// While there is nobody yet.
    FirstRun,
    /// In every layer.
    Layer,
    Form,
    FilterLine,
    Palette,
    Files,
    HowTo,
    /// What the columns of a table are.
    Columns,
    Preview,
    Thinking,
    Suggestions,
    Fold,
    LastSpoke,
    Sharing,
    Question,
    DeleteQuestion,
    /// Where a small dinner is, being typed.
    Place,
    /// The tables of a small dinner.
    Table,
    /// Who somebody is the same as, being typed.
    SameAs,
    /// Two side by side who may be one.
    Twice,
    /// What was changed here and in a card.
    Conflicts,
}

impl Scope {
    /// Every scope with its heading, in the order of docs/keys.md.
    pub const ALL: [(Scope, &'static str); 28] = [
        (Scope::Home, "On every screen"),
        (Scope::Lists, "In the lists"),
        (Scope::Card, "On the card"),
        (Scope::Inbox, "In the inbox"),
        (Scope::Shelf, "On the shelf"),
        (Scope::Review, "In the review"),
        (Scope::Anywhere, "Anywhere"),
        (Scope::FirstRun, "While there is nobody yet"),
        (Scope::Layer, "In everything that pops up"),
        (Scope::Form, "In forms"),
        (Scope::FilterLine, "In the filter line"),
        (Scope::Palette, "In the list of all keys"),
        (Scope::Files, "Choosing files to import"),
        (Scope::HowTo, "How to get a file"),
        (Scope::Columns, "Saying what columns are"),
        (Scope::Preview, "Before an import"),
        (Scope::Thinking, "Who have you been thinking about?"),
        (Scope::Suggestions, "In its suggestions"),
        (Scope::Fold, "Whose request is it?"),
        (Scope::LastSpoke, "Last spoke?"),
        (Scope::Sharing, "Choosing a link to share"),
        (Scope::Question, "At a question"),
        (Scope::DeleteQuestion, "Before deleting"),
        (Scope::Place, "Where a small dinner is"),
        (Scope::Table, "At its tables"),
        (Scope::SameAs, "Who is it the same as?"),
        (Scope::Twice, "Here twice?"),
        (Scope::Conflicts, "Changed here and in the card"),
    ];
}

/// What a command needs to have something to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    Nothing,
    /// Anybody at all in the network.
    Anybody,
    /// A dinner under the cursor whose day has come.
    Evening,
    /// Something on the screen that it goes to.
    Screen,
    /// Somebody marked or under the cursor.
    Person,
    /// The same, or a request in the inbox.
    PersonOrRequest,
    /// Somebody marked or under the cursor in the inbox.
    Waiting,
    /// A request or a newcomer among those.
    Foldable,
    /// Something heard among those.
    Heard,
    /// A catch-up under the card's cursor.
    Entry,
    /// A next step under the card's cursor.
    Step,
    /// A relation under the card's cursor.
    Relation,
    /// A day other than a birthday under the card's cursor.
    Day,
    /// A link under the cursor, the focus on the links.
    Link,
    /// A link under the shelf's cursor, wherever the focus is.
    Shelved,
    /// The same, and somebody marked, or under the cursor of those who may like it.
    Receiver,
    /// A table that came together.
    Table,
    /// An offer under the review's cursor.
    Offer,
    /// The review of the weeks.
    Weeks,
    /// The review of the year.
    Year,
    /// A field in which several lines make sense.
    NoteField,
    /// Somebody similar in the form.
    Similar,
    /// A field of choices.
    ChoiceField,
    /// A row of an import that looks like somebody, or surely is somebody.
    Decidable,
    /// The list of files, not the line under it.
    FileList,
    /// The line that a path is typed into.
    PathLine,
    /// A folder of cards in the config.
    Folder,
    /// A file that is shared with other machines.
    Shared,
    /// Two side by side who may be one.
    Two,
    /// Several of those, one pair after the other.
    Pairs,
    /// Something that waits for an answer.
    Conflict,
    /// The same, where both can stand.
    BothStand,
}

/// Whether the footer shows a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Footer,
    Palette,
}

/// Keys that begin with the same key and belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Group {
    /// The footer's word.
    pub hint: &'static str,
    /// Stands over the choices.
    pub title: &'static str,
}

/// One row of the table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Command {
    pub action: Action,
    /// The name in the config's `[keys]`; unique.
    pub name: &'static str,
    /// One to three words: the footer's hint.
    pub title: &'static str,
    /// What it does, for the palette and docs/keys.md.
    pub help: &'static str,
    /// Chords as `keys::parse_chords` reads them; none: by the palette only.
    pub keys: &'static [&'static str],
    pub scope: Scope,
    pub needs: Needs,
    pub place: Place,
}

impl Command {
    /// The group whose first key this command shares, if it has one.
    pub const fn group(&self) -> Option<Group> {
        let (hint, title) = match self.action {
            Action::Tie(_) | Action::Stand(Standing::Dormant) => ("tie", "Tie: would you…"),
            Action::Later(_) | Action::LaterDay | Action::LaterNot => ("later", "Later"),
            Action::Budget => ("room", "Room this week"),
            Action::Open(_) => ("open", "Open"),
            Action::Copy(_) => ("copy", "Copy"),
            Action::Stand(_) => ("put away", "Put away"),
            _ => return None,
        };
        Some(Group { hint, title })
    }
}

/// The command called `name` in the config's `[keys]`.
pub fn named(name: &str) -> Option<&'static Command> {
    COMMANDS.iter().find(|command| command.name == name)
}
