//! Where drafts come from: every kind of source, with what is known of it before any of its files
//! is read.

/// Where drafts come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SourceKind {
    Vcard,
    LinkedinConnections,
    LinkedinInvitations,
    LinkedinMessages,
    GoogleCsv,
    OutlookCsv,
    /// A table whose columns a person says.
    Table,
    /// The journal friends.md.
    Friends,
    /// abook's address book.
    Abook,
    /// mutt's aliases.
    Mutt,
    /// Addresses and names between tabs, as aerc and mutt read them.
    Aerc,
    /// The database of contacts-tui.
    ContactsTui,
    /// Its JSON export, or a table of its contacts.
    Monica,
    Knotter,
    Nametag,
    /// Its log; its people are vCards.
    Frm,
    Facebook,
    X,
    /// ties' own complete JSON.
    Ties,
    /// A folder of cards that is kept in step with a phone.
    Vdir,
}

/// What is known of a kind of source before any file of it is read.
struct About {
    kind: SourceKind,
    word: &'static str,
    /// For a person, where a file of it is offered.
    name: &'static str,
    /// What its files are, and where a person gets them.
    origin: &'static str,
    /// Who typed the names in it.
    named: NamedBy,
}

/// Who typed the names in a source: the first that brings somebody names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NamedBy {
    /// The person whose address book it is.
    Person,
    /// Those it is about, in public, with rockets and letters after it.
    Themselves,
}

/// In the order they are listed in.
const ABOUT: &[About] = &[
    About {
        kind: SourceKind::Vcard,
        word: "vcard",
        name: "address book",
        origin: "vCard 2.1, 3.0 and 4.0 (.vcf): phones, iCloud, Google, Nextcloud",
        named: NamedBy::Person,
    },
    About {
        kind: SourceKind::LinkedinConnections,
        word: "linkedin",
        name: "LinkedIn connections",
        origin: "LinkedIn's Connections.csv, or the zip or folder it comes in, taken whole: \
                 Settings, Data privacy, Get a copy of your data",
        named: NamedBy::Themselves,
    },
    About {
        kind: SourceKind::LinkedinInvitations,
        word: "linkedin-invitations",
        name: "LinkedIn invitations",
        origin: "LinkedIn's Invitations.csv: who asks to be connected, for the inbox",
        named: NamedBy::Themselves,
    },
    About {
        kind: SourceKind::LinkedinMessages,
        word: "linkedin-messages",
        name: "LinkedIn messages",
        origin: "LinkedIn's messages.csv: when you last wrote with whom, and none of the words",
        named: NamedBy::Themselves,
    },
    About {
        kind: SourceKind::GoogleCsv,
        word: "google-csv",
        name: "Google contacts",
        origin: "Google Contacts CSV, old and new: contacts.google.com, Export",
        named: NamedBy::Person,
    },
    About {
        kind: SourceKind::OutlookCsv,
        word: "outlook-csv",
        name: "Outlook contacts",
        origin: "Outlook's CSV, in twelve languages, and Google's Outlook CSV: outlook.com, \
                 People, Manage, Export; on the desktop File, Open & Export, Import/Export",
        named: NamedBy::Person,
    },
    About {
        kind: SourceKind::Table,
        word: "csv",
        name: "a table",
        origin: "any other table (CSV, with commas, semicolons or tabs), with --map or the screen \
                 that asks what its columns are",
        named: NamedBy::Person,
    },
    About {
        kind: SourceKind::Friends,
        word: "friends",
        name: "a journal of friends",
        origin: "friends.md of the program friends, activities and notes too",
        named: NamedBy::Person,
    },
    About {
        kind: SourceKind::Abook,
        word: "abook",
        name: "abook's address book",
        origin: "abook's address book: ~/.abook/addressbook",
        named: NamedBy::Person,
    },
    About {
        kind: SourceKind::Mutt,
        word: "mutt",
        name: "mutt's aliases",
        origin: "mutt's and neomutt's aliases: the file that alias_file names",
        named: NamedBy::Person,
    },
    About {
        kind: SourceKind::Aerc,
        word: "aerc",
        name: "a list of addresses",
        origin: "address, tab, name, as aerc's address-book-cmd and mutt's query_command print it: \
                 khard email --parsable",
        named: NamedBy::Person,
    },
    About {
        kind: SourceKind::ContactsTui,
        word: "contacts-tui",
        name: "contacts-tui's database",
        origin: "contacts-tui's SQLite database, with what happened: \
                 ~/.config/contacts/contacts.db",
        named: NamedBy::Person,
    },
    About {
        kind: SourceKind::Monica,
        word: "monica",
        name: "Monica's contacts",
        origin: "Monica 4: Settings, Export, as JSON; or its table of contacts as CSV",
        named: NamedBy::Person,
    },
    About {
        kind: SourceKind::Knotter,
        word: "knotter",
        name: "knotter's backup",
        origin: "knotter's JSON: knotter export json",
        named: NamedBy::Person,
    },
    About {
        kind: SourceKind::Nametag,
        word: "nametag",
        name: "Nametag's people",
        origin: "Nametag's JSON: Settings, Account, Export",
        named: NamedBy::Person,
    },
    About {
        kind: SourceKind::Frm,
        word: "frm",
        name: "frm's log",
        origin: "frm's ~/.frm/log.jsonl: when you were in touch with whom; its people are vCards",
        named: NamedBy::Person,
    },
    About {
        kind: SourceKind::Facebook,
        word: "facebook",
        name: "Facebook friends",
        origin: "Facebook's your_friends.json, or the zip or folder it comes in: Accounts Centre, \
                 Your information, Download, as JSON; names and since when, no more",
        named: NamedBy::Themselves,
    },
    About {
        kind: SourceKind::X,
        word: "x",
        name: "X archive",
        origin: "X's archive, zip or folder: Settings, Your account, Download an archive; it has \
                 numbers for names, so only who has the page x.com/i/user/NUMBER here is known",
        named: NamedBy::Themselves,
    },
    About {
        kind: SourceKind::Ties,
        word: "ties",
        name: "ties' own document",
        origin: "ties' own JSON: ties export --to json",
        named: NamedBy::Person,
    },
    About {
        kind: SourceKind::Vdir,
        word: SourceKind::VDIR,
        name: "folder of cards",
        origin: "a folder that is kept in step with a phone: ties vdir sync",
        named: NamedBy::Person,
    },
];

impl SourceKind {
    /// The word of the folder that is kept in step.
    pub const VDIR: &str = "vdir";

    /// Every kind, in the order they are listed in.
    pub fn all() -> impl ExactSizeIterator<Item = SourceKind> {
        ABOUT.iter().map(|about| about.kind)
    }

    /// Those of which a file can be imported.
    pub fn of_files() -> impl Iterator<Item = SourceKind> {
        SourceKind::all().filter(|kind| *kind != SourceKind::Vdir)
    }

    /// The kind whose ids it shares: a card has its UID in a folder as in a file.
    pub fn of_ids(self) -> SourceKind {
        match self {
            SourceKind::Vdir => SourceKind::Vcard,
            other => other,
        }
    }

    fn about(self) -> &'static About {
        const OTHERS: &About = &ABOUT[0]; // nobody's: a test finds every kind
        ABOUT
            .iter()
            .find(|about| about.kind == self)
            .unwrap_or(OTHERS)
    }

    /// The word in the file, after `--from` and in JSON.
    pub fn word(self) -> &'static str {
        self.about().word
    }

    /// What a file of it is, for a person: "LinkedIn connections".
    pub fn name(self) -> &'static str {
        self.about().name
    }

    /// What files of it are, and where a person gets them.
    pub fn origin(self) -> &'static str {
        self.about().origin
    }

    pub fn named_by(self) -> NamedBy {
        self.about().named
    }

    /// Whether files of it are tables, with a row of column names.
    pub fn is_table(self) -> bool {
        matches!(
            self,
            SourceKind::LinkedinConnections
                | SourceKind::LinkedinInvitations
                | SourceKind::GoogleCsv
                | SourceKind::OutlookCsv
                | SourceKind::Table
        )
    }

    pub fn from_word(word: &str) -> Option<SourceKind> {
        SourceKind::all().find(|kind| kind.word() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_source_has_a_row_of_its_own() {
        // A kind that is added here is one that the compiler asks for.
        let next = |kind| match kind {
            SourceKind::Vcard => Some(SourceKind::LinkedinConnections),
            SourceKind::LinkedinConnections => Some(SourceKind::LinkedinInvitations),
            SourceKind::LinkedinInvitations => Some(SourceKind::LinkedinMessages),
            SourceKind::LinkedinMessages => Some(SourceKind::GoogleCsv),
            SourceKind::GoogleCsv => Some(SourceKind::OutlookCsv),
            SourceKind::OutlookCsv => Some(SourceKind::Table),
            SourceKind::Table => Some(SourceKind::Friends),
            SourceKind::Friends => Some(SourceKind::Abook),
            SourceKind::Abook => Some(SourceKind::Mutt),
            SourceKind::Mutt => Some(SourceKind::Aerc),
            SourceKind::Aerc => Some(SourceKind::ContactsTui),
            SourceKind::ContactsTui => Some(SourceKind::Monica),
            SourceKind::Monica => Some(SourceKind::Knotter),
            SourceKind::Knotter => Some(SourceKind::Nametag),
            SourceKind::Nametag => Some(SourceKind::Frm),
            SourceKind::Frm => Some(SourceKind::Facebook),
            SourceKind::Facebook => Some(SourceKind::X),
            SourceKind::X => Some(SourceKind::Ties),
            SourceKind::Ties => Some(SourceKind::Vdir),
            SourceKind::Vdir => None,
        };
        let kinds: Vec<_> = std::iter::successors(Some(SourceKind::Vcard), |k| next(*k)).collect();
        assert_eq!(kinds, SourceKind::all().collect::<Vec<_>>());
        for kind in kinds {
            assert_eq!(SourceKind::from_word(kind.word()), Some(kind));
        }
    }
}
