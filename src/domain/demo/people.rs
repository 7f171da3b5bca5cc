//! Forty invented people, and what happened between them and you.
//!
//! Days are counted back from today. Nothing that you started, and nothing face to face,
//! happened in the last eight days, so that every week begins with room; what is put so
//! that it comes up at once is marked.

use crate::domain::contact::Kind;
use crate::domain::tie::Tie::{self, Inner, Latent, Moderate, Strong, Weak};

/// One invented person; empty texts are unknown.
pub(super) struct Person {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) nickname: &'static str,
    pub(super) tie: Tie,
    pub(super) org: &'static str,
    pub(super) title: &'static str,
    pub(super) city: &'static str,
    pub(super) tags: &'static [&'static str],
    pub(super) interests: &'static [&'static str],
    pub(super) met: &'static str,
    /// The name of who introduced them.
    pub(super) via: &'static str,
    /// Days until the next birthday, and the year of birth; 0 is unknown.
    pub(super) birthday: Option<(u16, i32)>,
    pub(super) note: &'static str,
    /// The e-mail address before `@example.org`.
    pub(super) email: &'static str,
    pub(super) phone: &'static str,
    /// Days since they were added.
    pub(super) added: u16,
    pub(super) seen: &'static [Seen],
}

/// Something that happened.
pub(super) struct Seen {
    pub(super) ago: u16,
    pub(super) how: &'static str,
    pub(super) started: Who,
    pub(super) answered: bool,
    pub(super) note: &'static str,
}

#[derive(Clone, Copy)]
pub(super) enum Who {
    Me,
    They,
    Both,
}

const NOBODY: Person = Person {
    name: "",
    kind: Kind::Person,
    nickname: "",
    tie: Latent,
    org: "",
    title: "",
    city: "",
    tags: &[],
    interests: &[],
    met: "",
    via: "",
    birthday: None,
    note: "",
    email: "",
    phone: "",
    added: 760,
    seen: &[],
};

const fn me(ago: u16, how: &'static str, note: &'static str) -> Seen {
    seen(ago, how, Who::Me, note)
}

const fn they(ago: u16, how: &'static str, note: &'static str) -> Seen {
    seen(ago, how, Who::They, note)
}

const fn both(ago: u16, how: &'static str, note: &'static str) -> Seen {
    seen(ago, how, Who::Both, note)
}

const fn unanswered(ago: u16, how: &'static str, note: &'static str) -> Seen {
    Seen {
        answered: false,
        ..me(ago, how, note)
    }
}

const fn seen(ago: u16, how: &'static str, started: Who, note: &'static str) -> Seen {
    Seen {
        ago,
        how,
        started,
        answered: true,
        note,
    }
}

pub(super) const PEOPLE: &[Person] = &[
    Person {
        name: "Amara Okafor",
        tie: Inner,
        title: "Paediatrician",
        org: "St Brigid’s Hospital",
        city: "London",
        tags: &["university"],
        interests: &["jollof", "crime novels"],
        met: "first day of university, in the wrong lecture hall",
        birthday: Some((75, 1987)),
        note: "Allergic to walnuts. Her mother is called Ngozi and remembers everything.",
        email: "amara",
        phone: "+44 20 7946 0101",
        seen: &[
            they(4, "call", "The night shifts end in January, at last."),
            both(
                19,
                "call",
                "Told her about the job; she asked the right question.",
            ),
            they(47, "call", "Her mother is visiting for a month."),
            me(88, "call", "Planned the summer week in Cornwall."),
            both(
                160,
                "event",
                "A week in Cornwall, six people, one bathroom.",
            ),
            both(
                290,
                "meal",
                "Her birthday, eight of us and far too much jollof.",
            ),
        ],
        ..NOBODY
    },
    Person {
        name: "Jonas Weber",
        tie: Inner,
        title: "Carpenter",
        city: "Berlin",
        tags: &["school", "climbing"],
        interests: &["chess", "bouldering"],
        met: "school, second row by the window",
        birthday: Some((210, 1986)),
        email: "jonas.weber",
        phone: "+49 30 5550 0102",
        seen: &[
            they(6, "message", "Sent a picture of the staircase he finished."),
            both(
                33,
                "call",
                "The workshop lease runs until spring; he is looking around.",
            ),
            both(96, "meal", "Pierogi at his place, then chess until one."),
            both(251, "event", "Three days of climbing in the Elbe hills."),
            me(402, "call", ""),
        ],
        ..NOBODY
    },
    Person {
        name: "Rosa Delgado",
        nickname: "Tita",
        tie: Inner,
        city: "Sevilla",
        tags: &["family"],
        met: "my aunt, since always",
        birthday: Some((131, 0)),
        phone: "+34 955 550 103",
        seen: &[
            they(11, "call", "The oranges are early this year."),
            me(39, "call", "New knee; she walks to the market again."),
            both(330, "event", "Easter in Sevilla with all the cousins."),
        ],
        ..NOBODY
    },
    Person {
        name: "Ana Sousa",
        tie: Strong,
        org: "Acme Robotics",
        title: "Robotics engineer",
        city: "Lisbon",
        tags: &["rustmeet", "azulejos"],
        interests: &["trams", "robots", "food"],
        met: "the first Rust meetup in Lisbon, we shared a charger",
        birthday: Some((55, 1990)),
        note: "Writes back after midnight. Prefers voice messages to calls.",
        email: "ana.sousa",
        seen: &[
            they(
                30,
                "message",
                "Her gripper picks up eggs now; she sent a film.",
            ),
            me(
                71,
                "share",
                "An article about tram depots; she had read it already.",
            ),
            both(
                120,
                "meal",
                "Long lunch by the river; she may lead the team next year.",
            ),
            me(190, "message", ""),
            both(300, "event", "Gave a talk together on embedded Rust."),
            both(455, "coffee", "First coffee after her move across town."),
        ],
        ..NOBODY
    },
    Person {
        name: "Kwame Mensah",
        tie: Strong,
        org: "Harmattan Films",
        title: "Documentary maker",
        city: "Accra",
        tags: &["film club"],
        interests: &["documentaries", "highlife"],
        met: "queueing for the same sold-out film",
        birthday: Some((184, 1984)),
        email: "kwame",
        seen: &[
            me(
                22,
                "call",
                "The river film is in the cut; he wants an honest first viewer.",
            ),
            they(83, "message", "He got the grant."),
            both(140, "call", ""),
            both(377, "meal", "He cooked; we watched three rough cuts."),
            me(520, "message", ""),
        ],
        ..NOBODY
    },
    Person {
        name: "பிரியா Priya Raman",
        tie: Strong,
        org: "Coromandel Press",
        title: "Editor",
        city: "Chennai",
        tags: &["translation", "university"],
        interests: &["poetry", "filter coffee"],
        met: "the translation summer school in Norwich",
        via: "Amara Okafor",
        birthday: Some((20, 1988)),
        email: "priya.raman",
        // Due: strong, and three months.
        seen: &[
            both(
                92,
                "call",
                "She is choosing between two poets for the spring list.",
            ),
            me(175, "message", "Congratulated her on the anthology."),
            they(260, "share", "Her translation of the monsoon poems."),
            both(431, "call", ""),
            both(
                640,
                "event",
                "The anthology launch, on a very small screen.",
            ),
        ],
        ..NOBODY
    },
    Person {
        name: "Tomasz Łuczak",
        tie: Strong,
        org: "Uniwersytet Nad Wisłą",
        title: "Astronomer",
        city: "Kraków",
        tags: &["stargazing", "climbing"],
        interests: &["telescopes", "chess"],
        met: "a hut in the Tatras with one free bunk",
        via: "Jonas Weber",
        birthday: Some((270, 1985)),
        email: "tomasz.luczak",
        seen: &[
            both(
                15,
                "meal",
                "Dinner when he changed trains; the new mirror arrived cracked.",
            ),
            me(
                66,
                "message",
                "Wished him clear skies for the observing week.",
            ),
            they(118, "message", "Postcard from the observatory."),
            both(284, "event", "New Year in the mountains, minus nineteen."),
            both(470, "call", ""),
        ],
        ..NOBODY
    },
    // Paused: see `demo`.
    Person {
        name: "Sofía Herrera",
        tie: Strong,
        org: "Museo del Aire",
        title: "Curator",
        city: "Bogotá",
        tags: &["film club"],
        interests: &["kites", "archives"],
        met: "she caught my hat on a bridge",
        birthday: Some((98, 1991)),
        email: "sofia.herrera",
        seen: &[
            both(
                58,
                "call",
                "Off to walk for three months without a telephone.",
            ),
            me(129, "message", ""),
            both(222, "coffee", "She was in town for one afternoon."),
            they(395, "message", "The kite exhibition opens in May."),
        ],
        ..NOBODY
    },
    Person {
        name: "Yusuf Demir",
        tie: Strong,
        org: "Demir & Kızı",
        title: "Instrument maker",
        city: "İstanbul",
        tags: &["choir"],
        interests: &["ouds", "ferries"],
        met: "his shop, while it rained for two hours",
        birthday: Some((16, 1979)),
        email: "yusuf",
        seen: &[
            me(
                44,
                "call",
                "His daughter built her first oud; he pretends not to cry.",
            ),
            they(101, "message", "A recording from the workshop."),
            both(
                233,
                "coffee",
                "Tea on the ferry, back and forth three times.",
            ),
            both(505, "event", "Concert in the cistern."),
        ],
        ..NOBODY
    },
    // The next step whose day has come.
    Person {
        name: "Omar Haddad",
        tie: Moderate,
        org: "Port of Tangier",
        title: "Harbour pilot",
        city: "Tangier",
        tags: &["sailing"],
        interests: &["knots", "mint tea"],
        met: "the ferry that did not leave",
        birthday: Some((240, 1982)),
        email: "omar.haddad",
        phone: "+212 5 3955 5110",
        seen: &[
            both(
                213,
                "call",
                "The harbour is being dredged; he steers by heart until autumn.",
            ),
            they(340, "message", "Storm, but everybody is in."),
            both(498, "meal", "Sardines on the quay with his brothers."),
            me(689, "message", ""),
        ],
        ..NOBODY
    },
    // On my mind.
    Person {
        name: "Mateo Quispe",
        tie: Moderate,
        org: "Escuela Taller Qosqo",
        title: "Teacher of weaving",
        city: "Cusco",
        tags: &["textiles"],
        interests: &["natural dyes", "quena"],
        met: "a bus that broke down above Pisac",
        birthday: Some((305, 1983)),
        email: "mateo.quispe",
        seen: &[
            they(147, "message", "The school has its first forty pupils."),
            me(148, "message", "Asked how the opening went."),
            both(366, "call", ""),
            me(610, "share", "A museum’s scans of old patterns."),
        ],
        ..NOBODY
    },
    Person {
        name: "Hana Kovač",
        tie: Moderate,
        org: "Plavi Atelje",
        title: "Architect",
        city: "Zagreb",
        tags: &["choir", "sourdough"],
        interests: &["staircases", "bread"],
        met: "choir, she covered for my wrong entry",
        birthday: Some((150, 1989)),
        email: "hana.kovac",
        seen: &[
            both(
                27,
                "coffee",
                "Won the library competition; now she has to build it.",
            ),
            me(142, "message", "Sent her the starter, dried, by post."),
            both(268, "event", "Spring concert, we both came in on time."),
            both(430, "coffee", ""),
        ],
        ..NOBODY
    },
    Person {
        name: "Oluwaseun Adeyemi",
        nickname: "Seun",
        tie: Moderate,
        org: "Lagoon Labs",
        title: "Founder",
        city: "Lagos",
        tags: &["rustmeet"],
        interests: &["batteries", "football"],
        met: "he asked the only good question after my talk",
        via: "Kwame Mensah",
        birthday: Some((33, 1992)),
        email: "seun",
        seen: &[
            me(51, "call", "Fourteen villages run on his batteries now."),
            they(166, "message", "Asked whom I know in Nairobi."),
            both(389, "meal", "Pepper soup, a great deal of it."),
        ],
        ..NOBODY
    },
    // The birthday within the week.
    Person {
        name: "李雷 Li Lei",
        tie: Moderate,
        org: "Jinjiang Hydrology",
        title: "River scientist",
        city: "成都 Chengdu",
        tags: &["stargazing"],
        interests: &["rivers", "sichuan pepper"],
        met: "a night bus to the eclipse",
        via: "Tomasz Łuczak",
        birthday: Some((4, 1988)),
        email: "lilei",
        seen: &[
            both(
                105,
                "call",
                "His daughter starts school; he is more nervous than she is.",
            ),
            they(242, "message", "High water, low sleep."),
            me(361, "message", "Wished him a happy birthday."),
            both(
                571,
                "event",
                "Saw the eclipse through the one gap in the clouds.",
            ),
        ],
        ..NOBODY
    },
    Person {
        name: "Freya Nygaard",
        tie: Moderate,
        org: "Vestland Ferries",
        title: "Ship’s engineer",
        city: "Bergen",
        tags: &["sailing", "choir"],
        interests: &["engines", "knitting"],
        met: "the engine room tour nobody else joined",
        birthday: Some((118, 1993)),
        email: "freya.nygaard",
        // Due: moderate, and eight months.
        seen: &[
            both(
                238,
                "call",
                "The first electric ferry is hers to look after.",
            ),
            me(400, "message", ""),
            both(540, "coffee", "Waffles between two watches."),
        ],
        ..NOBODY
    },
    Person {
        name: "Дмитрий Орлов Dmitri Orlov",
        nickname: "Dima",
        tie: Moderate,
        org: "Mtatsminda Chess School",
        title: "Chess teacher",
        city: "Tbilisi",
        tags: &["chess"],
        interests: &["endgames", "quinces"],
        met: "a park bench with a board on it; I lost",
        birthday: Some((222, 1971)),
        email: "dima.orlov",
        seen: &[
            they(13, "message", "Offers a return match by post card."),
            me(64, "message", "My move: knight to f6."),
            both(301, "call", ""),
            both(655, "coffee", "Lost again, and learned the Slav."),
        ],
        ..NOBODY
    },
    // Put off until later: see `demo`.
    Person {
        name: "Leilani Kahale",
        tie: Moderate,
        org: "Hilo Seed Bank",
        title: "Botanist",
        city: "Hilo",
        tags: &["garden"],
        interests: &["ferns", "seeds"],
        met: "a greenhouse in the rain",
        birthday: Some((60, 1980)),
        email: "leilani",
        seen: &[
            both(196, "call", "In the field until the rains are over."),
            they(350, "share", "Seeds of a fern with no English name."),
            me(702, "message", ""),
        ],
        ..NOBODY
    },
    // First of the due: weak, and two years.
    Person {
        name: "Bea Lindqvist",
        tie: Weak,
        org: "Tonefjord",
        title: "Designer",
        city: "Oslo",
        tags: &["music", "maps"],
        interests: &["maps", "azulejos", "typefaces"],
        met: "RustFest 2024",
        birthday: Some((162, 0)),
        email: "bea.lindqvist",
        seen: &[
            they(
                738,
                "coffee",
                "Moving to Porto in the autumn; looking for a choir there.",
            ),
            me(750, "share", "The talk about maps."),
        ],
        ..NOBODY
    },
    Person {
        name: "Aiko Tanaka",
        tie: Weak,
        org: "Nitto Paper",
        title: "Paper maker",
        city: "Kyoto",
        tags: &["textiles", "maps"],
        interests: &["washi", "bookbinding"],
        met: "a workshop where my sheet tore and hers did not",
        via: "பிரியா Priya Raman",
        birthday: Some((190, 1986)),
        email: "aiko.tanaka",
        seen: &[
            they(
                9,
                "message",
                "The mulberry harvest is in; she promised a sample.",
            ),
            me(312, "share", "A film about Nepalese paper."),
        ],
        ..NOBODY
    },
    Person {
        name: "Carlos Ruiz",
        tie: Weak,
        org: "Telares",
        title: "Compiler engineer",
        city: "Valencia",
        tags: &["rust", "rustmeet"],
        interests: &["parsers", "paella arguments"],
        met: "an issue he closed with a poem",
        birthday: Some((280, 0)),
        email: "carlos.ruiz",
        seen: &[
            me(
                24,
                "message",
                "Thanked him for the error message that saved my Sunday.",
            ),
            they(333, "message", "He is writing a book on parsers."),
        ],
        ..NOBODY
    },
    Person {
        name: "Nguyễn Thị Mai",
        nickname: "Mai",
        tie: Weak,
        org: "Sông Hồng Radio",
        title: "Radio producer",
        city: "Hà Nội",
        tags: &["music", "film club"],
        interests: &["field recordings", "noodles"],
        met: "she was recording the rain under my roof",
        via: "Kwame Mensah",
        birthday: Some((88, 1994)),
        email: "mai",
        // Due: weak, and fourteen months.
        seen: &[
            both(
                428,
                "call",
                "Collects the sounds of markets before they close.",
            ),
            they(600, "share", "Four minutes of rain."),
        ],
        ..NOBODY
    },
    Person {
        name: "Γιώργος Παππάς Giorgos Pappas",
        tie: Weak,
        org: "Therma Bakery",
        title: "Baker",
        city: "Thessaloniki",
        tags: &["sourdough"],
        interests: &["old grains", "rebetiko"],
        met: "he corrected my dough through the window",
        via: "Hana Kovač",
        birthday: Some((345, 1968)),
        phone: "+30 231 555 0122",
        seen: &[
            me(77, "message", "Showed him the loaf; he said: almost."),
            both(510, "coffee", "Five in the morning, first bread."),
        ],
        ..NOBODY
    },
    Person {
        name: "Fatima Zahra El Idrissi",
        tie: Weak,
        org: "Bibliothèque Qarawiyyin",
        title: "Conservator",
        city: "Fès",
        tags: &["translation"],
        interests: &["manuscripts", "bookbinding"],
        met: "a reading room, whispering",
        via: "Omar Haddad",
        birthday: Some((255, 1981)),
        email: "fz.elidrissi",
        seen: &[
            they(203, "message", "Found a marginal note that changes a date."),
            both(588, "event", "A tour through the locked rooms."),
        ],
        ..NOBODY
    },
    Person {
        name: "Siobhán Ní Bhriain",
        tie: Weak,
        org: "Cois Farraige Boats",
        title: "Boat builder",
        city: "Galway",
        tags: &["sailing"],
        interests: &["currachs", "fiddle"],
        met: "her launch, where I held a rope",
        birthday: Some((140, 1977)),
        email: "siobhan",
        // Due: weak, and well over a year.
        seen: &[
            both(
                461,
                "coffee",
                "Builds a currach for the regatta and needs larch.",
            ),
            me(590, "message", ""),
        ],
        ..NOBODY
    },
    Person {
        name: "Tāne Ngata",
        tie: Weak,
        org: "Te Papa Maps",
        title: "Cartographer",
        city: "Wellington",
        tags: &["maps"],
        interests: &["place names", "kites"],
        met: "the only other one at the map library at closing time",
        birthday: Some((111, 1989)),
        email: "tane.ngata",
        seen: &[
            me(
                62,
                "share",
                "A street map drawn from memory; he sent one back.",
            ),
            both(480, "call", ""),
        ],
        ..NOBODY
    },
    Person {
        name: "김민준 Kim Min-jun",
        tie: Weak,
        org: "Haeundae Games",
        title: "Game designer",
        city: "부산 Busan",
        tags: &["rust", "chess"],
        interests: &["board games", "tide tables"],
        met: "we were both early",
        birthday: Some((68, 1995)),
        email: "minjun.kim",
        // Nobody answered: see that he is left alone for a while.
        seen: &[
            unanswered(10, "message", "Asked for the rules of his tide game."),
            both(372, "call", "Prototype number nine has an ending."),
        ],
        ..NOBODY
    },
    Person {
        name: "Delphine Laurent",
        tie: Weak,
        org: "Opéra du Rhône",
        title: "Stage manager",
        city: "Lyon",
        tags: &["choir"],
        interests: &["opera", "clocks"],
        met: "choir exchange, she lent me her sheet music",
        via: "Hana Kovač",
        birthday: Some((320, 1990)),
        email: "delphine.laurent",
        seen: &[
            both(181, "event", "Backstage during the storm scene."),
            me(415, "message", ""),
        ],
        ..NOBODY
    },
    Person {
        name: "Arjun Singh Gill",
        tie: Weak,
        org: "Five Rivers Cycles",
        title: "Frame builder",
        city: "Amritsar",
        tags: &["cycling"],
        interests: &["bicycles", "langar"],
        met: "he fixed my chain and would not be paid",
        birthday: Some((202, 1985)),
        phone: "+91 183 555 0128",
        seen: &[
            they(36, "message", "The tandem is ready, photograph attached."),
            both(550, "meal", "Langar with his uncles."),
        ],
        ..NOBODY
    },
    Person {
        name: "שירה לוי Shira Levi",
        tie: Weak,
        org: "Carmel Ensemble",
        title: "Cellist",
        city: "Haifa",
        tags: &["music"],
        interests: &["bach", "swimming"],
        met: "a page turner was needed",
        via: "Yusuf Demir",
        birthday: Some((29, 1987)),
        email: "shira.levi",
        seen: &[
            both(290, "call", "Recording the suites one church at a time."),
            they(620, "event", ""),
        ],
        ..NOBODY
    },
    Person {
        name: "Wanjiru Kamau",
        tie: Weak,
        org: "Savanna Grid",
        title: "Energy planner",
        city: "Nairobi",
        tags: &["cycling"],
        interests: &["batteries", "maps"],
        met: "a panel where we disagreed and then had lunch",
        via: "Oluwaseun Adeyemi",
        birthday: Some((172, 1991)),
        email: "wanjiru.kamau",
        added: 330,
        seen: &[
            me(
                41,
                "message",
                "Introduced her to Seun; they had met already.",
            ),
            both(325, "meal", "Lunch after the panel; still disagreeing."),
        ],
        ..NOBODY
    },
    // Dormant: see `demo`.
    Person {
        name: "Noor van Dijk",
        tie: Weak,
        org: "Waterschap",
        title: "Dike inspector",
        city: "Utrecht",
        tags: &["cycling"],
        met: "a tandem tour",
        email: "noor.vandijk",
        added: 700,
        seen: &[both(
            640,
            "event",
            "Rode along the whole dike, against the wind.",
        )],
        ..NOBODY
    },
    // In memory: see `demo`.
    Person {
        name: "Henrik Solberg",
        tie: Strong,
        title: "Lighthouse keeper",
        city: "Røst",
        tags: &["sailing"],
        met: "he let us in from the storm",
        note: "“Write the letter today.”",
        added: 735,
        seen: &[both(
            560,
            "meal",
            "Cod, potatoes, and all his stories once more.",
        )],
        ..NOBODY
    },
    // Put away: see `demo`.
    Person {
        name: "Pat Lim",
        org: "Flux",
        title: "Recruiter",
        city: "Singapore",
        email: "pat.lim",
        added: 600,
        ..NOBODY
    },
    Person {
        name: "محمد الرشيد Mohammed Al-Rashid",
        org: "Petra Solar",
        title: "Site manager",
        city: "Amman",
        tags: &["stargazing"],
        met: "shared a telescope in Wadi Rum",
        email: "m.alrashid",
        added: 410,
        ..NOBODY
    },
    Person {
        name: "Chiara Bellini",
        org: "Officina Bellini",
        title: "Violin restorer",
        city: "Torino",
        tags: &["music"],
        email: "chiara.bellini",
        added: 390,
        ..NOBODY
    },
    Person {
        name: "Björk Jónsdóttir",
        org: "Háskóli Norðursins",
        title: "Volcanologist",
        city: "Reykjavík",
        met: "the seat beside me over Greenland",
        email: "bjork.jonsdottir",
        added: 300,
        ..NOBODY
    },
    Person {
        name: "สมชาย ใจดี Somchai Jaidee",
        org: "Ping River Coffee",
        title: "Coffee roaster",
        city: "Chiang Mai",
        tags: &["coffee"],
        email: "somchai",
        added: 240,
        ..NOBODY
    },
    Person {
        name: "Ravi Perera",
        org: "Lanka Rail",
        title: "Timetable planner",
        city: "Colombo",
        interests: &["trams"],
        email: "ravi.perera",
        added: 150,
        ..NOBODY
    },
    Person {
        name: "Inês Almeida",
        org: "Acme Robotics",
        title: "Product manager",
        city: "Coimbra",
        via: "Ana Sousa",
        email: "ines.almeida",
        added: 35,
        ..NOBODY
    },
    Person {
        name: "Tallinn Wooden Boats",
        kind: Kind::Company,
        city: "Tallinn",
        tags: &["sailing"],
        note: "They answer letters, not e-mail.",
        phone: "+372 555 0140",
        added: 35,
        ..NOBODY
    },
];

/// What happened with several people at once: days ago, how, with whom, and a note.
pub(super) const TOGETHER: &[(u16, &str, &[&str], &str)] = &[
    (
        17,
        "meal",
        &["Ana Sousa", "Yusuf Demir", "Delphine Laurent"],
        "Four at the table; Yusuf tuned every glass in the house.",
    ),
    (
        53,
        "event",
        &["Hana Kovač", "Delphine Laurent", "Yusuf Demir"],
        "Rehearsal weekend; the alto line held.",
    ),
    (
        134,
        "meal",
        &["Amara Okafor", "பிரியா Priya Raman"],
        "The university table, minus two, plus a baby.",
    ),
    (
        585,
        "event",
        &["Kwame Mensah", "Nguyễn Thị Mai"],
        "Listened to Mai’s rain through Kwame’s loudspeakers.",
    ),
    (
        356,
        "event",
        &["Carlos Ruiz", "Ana Sousa", "Oluwaseun Adeyemi"],
        "Meetup, then noodles, then the last tram.",
    ),
    (
        445,
        "event",
        &["Tomasz Łuczak", "Jonas Weber"],
        "Climbed until our hands gave up.",
    ),
];

/// Who knows whom, and how.
pub(super) const RELATIONS: &[(&str, &str, &str)] = &[
    ("Ana Sousa", "knows", "Omar Haddad"),
    ("Ana Sousa", "works with", "Inês Almeida"),
    ("Hana Kovač", "knows", "Freya Nygaard"),
    ("Kwame Mensah", "knows", "Amara Okafor"),
    ("Jonas Weber", "knows", "Tomasz Łuczak"),
];

/// A link on the shelf.
pub(super) struct Shelved {
    /// Days since it was put there.
    pub(super) ago: u16,
    pub(super) url: &'static str,
    pub(super) title: &'static str,
    pub(super) topics: &'static [&'static str],
    pub(super) note: &'static str,
    /// Who got it, how many days ago.
    pub(super) shared: &'static [(u16, &'static str)],
}

/// What waits on the shelf for somebody who may like it, the oldest first.
pub(super) const SHELF: &[Shelved] = &[
    Shelved {
        ago: 70,
        url: "https://example.org/cities-drawn-from-memory",
        title: "Cities drawn from memory",
        topics: &["maps"],
        note: "The one of Oslo has only the tram lines.",
        shared: &[(62, "Aiko Tanaka")],
    },
    Shelved {
        ago: 20,
        url: "https://example.org/why-trams-sing",
        title: "Why trams sing in curves",
        topics: &["trams"],
        note: "",
        shared: &[],
    },
    Shelved {
        ago: 5,
        url: "https://example.org/bookbinding/one-sheet",
        title: "A book out of one sheet",
        topics: &["bookbinding", "washi"],
        note: "Eleven folds and one cut.",
        shared: &[],
    },
];

/// Somebody who would like to be connected.
pub(super) struct Asking {
    /// Days since they asked.
    pub(super) ago: u16,
    pub(super) name: &'static str,
    pub(super) org: &'static str,
    pub(super) mutuals: u32,
    pub(super) note: &'static str,
    /// The name of who introduced them.
    pub(super) via: &'static str,
}

/// Who waits in the inbox.
pub(super) const REQUESTS: &[Asking] = &[
    Asking {
        ago: 4,
        name: "Ilse Baumgartner",
        org: "Donauschall",
        mutuals: 3,
        note: "Mai played me the rain on your roof. I record bells; shall we swap?",
        via: "Nguyễn Thị Mai",
    },
    Asking {
        ago: 2,
        name: "Gordon Blake",
        org: "",
        mutuals: 0,
        note: "",
        via: "",
    },
];
