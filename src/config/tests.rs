use super::*;
use crate::domain::cadence::Cadence;
use crate::domain::channel::ChannelKind;
use crate::domain::heard::Accept;
use crate::domain::rules::{DateOrder, NameOrder};
use chrono::Weekday;

const EVERYTHING: &str = r##"
budget = 5
week_start = "sunday"
date_order = "month-first"
name_order = "family"
topics = ["rust", "a \"quoted\" \\ one"]
[cadence]
inner = 30
strong = "never"
[labels]
inner = "closest"
[mail]
maildir = "~/Mail"
mbox = ["/var/mail/me", "/old/mbox"]
mine = ["me@example.com"]
accept = "by itself"
[calendar]
files = ["~/cal.ics"]
mine = "work@example.com"
[log]
channel = "coffee"
by = "both"
[channels]
"long walk" = "in person"
coffee = "in person"
letter = "text"
[vdir]
path = "~/contacts"
write_new = true
also = ["notes", "tags"]
[sync]
secret_command = ["pass", "show", "ties"]
auto = true
budget = false
[keys]
quit = ["^q"]
[theme]
accent = "#aabbcc"
muted = "bright-black"
"##;

fn parsed(text: &str) -> Result<Config, String> {
    parse(text, Path::new("c.toml")).map_err(|error| error.to_string())
}

#[test]
fn every_setting_is_read() {
    let config = parsed(EVERYTHING).unwrap();
    assert_eq!(config.rules.budget, 5);
    assert_eq!(config.rules.week_start, Weekday::Sun);
    assert_eq!(config.rules.date_order, DateOrder::MonthFirst);
    assert_eq!(config.rules.name_order, NameOrder::Family);
    assert_eq!(config.topics.len(), 2);
    assert_eq!(config.rules.cadences[0], Cadence::new(30));
    assert_eq!(config.rules.cadences[1], None);
    assert_eq!(config.rules.cadences[2], Cadence::new(180));
    assert_eq!(config.label(Tie::Inner), "closest");
    assert_eq!(config.label(Tie::Weak), "weak");
    assert_eq!(config.log.channel.as_str(), "coffee");
    assert_eq!(config.log.started, Started::Both);
    let names: Vec<_> = config
        .rules
        .channels
        .iter()
        .map(|c| (c.channel.as_str(), c.kind))
        .collect();
    assert_eq!(
        names,
        [
            ("long walk", ChannelKind::InPerson),
            ("coffee", ChannelKind::InPerson),
            ("letter", ChannelKind::Text),
        ]
    );
    assert_eq!(config.heard.maildirs, [Path::new("~/Mail")]);
    assert_eq!(config.heard.mboxes.len(), 2);
    assert_eq!(config.heard.calendars, [Path::new("~/cal.ics")]);
    assert_eq!(config.heard.mine, ["me@example.com", "work@example.com"]);
    assert_eq!(config.heard.accept_mail, Accept::ByItself);
    assert_eq!(config.heard.accept_calendar, Accept::Ask);
    assert_eq!(config.vdir.path.as_deref(), Some("~/contacts"));
    assert_eq!(config.vdir.also.len(), 2);
    assert_eq!(config.sync.secret_command, ["pass", "show", "ties"]);
    assert_eq!(config.sync.when, When::ByItself);
    assert_eq!(config.sync.budgets, Budgets::Stay);
    assert_eq!(config.theme[0], ("accent".to_owned(), "#aabbcc".to_owned()));
}

#[test]
fn what_is_written_reads_back_as_the_same_settings() {
    for text in ["", EVERYTHING] {
        let config = parsed(text).unwrap();
        let written = write(&config);
        assert_eq!(parsed(&written).unwrap(), config, "{written}");
        assert_eq!(write(&parsed(&written).unwrap()), written);
    }
}

#[track_caller]
fn refuses(text: &str, expected: &str) {
    assert_eq!(parsed(text).unwrap_err(), expected);
}

#[test]
fn a_complaint_names_the_place_and_what_to_do() {
    refuses(
        "\nbugdet = 3",
        "c.toml:2:1: there is no setting “bugdet”; did you mean budget?",
    );
    refuses(
        "budget = 300",
        "c.toml:1:10: budget has to be a whole number, 0 to 99",
    );
    refuses(
        "budget = \"3\"",
        "c.toml:1:10: budget has to be a whole number, 0 to 99",
    );
    refuses(
        "[cadence]\ninnner = 7",
        "c.toml:2:1: there is no setting “innner”; did you mean inner?",
    );
    refuses(
        "[cadence]\nweak = 3",
        "c.toml:2:8: weak has to be a whole number, 7 to 3650",
    );
    refuses(
        "[cadence]\nweak = \"often\"",
        "c.toml:2:8: weak has to be days, 7 to 3650, or \"never\"",
    );
    refuses(
        "name_order = \"given\"\ndate_order = \"us\"",
        "c.toml:2:14: date_order has to be \"day-first\" or \"month-first\"",
    );
    for (labels, taken, other) in [
        ("weak = \"strong\"", "2:8: “strong”", "strong"),
        ("weak = \"S\"", "2:8: “S”", "strong"),
        (
            "strong = \"close\"\nweak = \"Close\"",
            "3:8: “Close”",
            "strong",
        ),
        (
            "strong = \"weak\"\nweak = \"strong\"",
            "2:10: “weak”",
            "weak",
        ),
    ] {
        refuses(
            &format!("[labels]\n{labels}"),
            &format!("c.toml:{taken} is what {other} is called; say another word"),
        );
    }
    refuses("log = 3", "c.toml:1:7: log has to be a table; write [log]");
    refuses(
        "[channels]\nletter = \"text\"",
        "c.toml:1:2: the default channel “message” is not among these; add it, or set channel \
         under [log]",
    );
    refuses(
        "[keys]\nqiut = \"x\"",
        "c.toml:2:1: there is no action “qiut”; did you mean quit?",
    );
    refuses(
        "[keys]\nbudget = [\"B\"]",
        "c.toml:2:10: budget: “B” says no number; its last key is a digit, as in \"b 0\", \"b 1\" to \"b 9\"",
    );
    refuses(
        "[theme]\naccent = \"blurple\"",
        "c.toml:2:10: accent has to be a colour: default, black, red, green, yellow, blue, \
         magenta, cyan, white, the same with bright- before it, 0 to 255, or #rrggbb",
    );
    refuses(
        "zzz = 1",
        "c.toml:1:1: there is no setting “zzz”; known here are budget, week_start, date_order, name_order, topics, passphrase_command, cadence, log, mail, calendar, channels, labels, vdir, sync, keys, theme",
    );
    refuses(
        "[mail]\nmaildir = \"Mail\"",
        "c.toml:2:11: maildir has to be a whole path, one that begins with / or ~/, or a list of \
         such",
    );
    refuses(
        "[mail]\nmaildir = \"~/Mail\"",
        "c.toml:1:2: mail tells who wrote to whom by your addresses; add mine = \
         [\"you@example.org\"]",
    );
    refuses(
        "[mail]\nmine = \"me\"",
        "c.toml:2:8: mine has to be your addresses, like [\"you@example.org\"]",
    );
    refuses(
        "[calendar]\naccept = \"always\"",
        "c.toml:2:10: accept has to be \"ask\" or \"by itself\"",
    );
    refuses(
        "[calendar]\nfile = \"~/a.ics\"",
        "c.toml:2:1: there is no setting “file”; did you mean files?",
    );
    let error = parsed("budget 3").unwrap_err();
    assert!(error.starts_with("c.toml:1:"), "{error}");
    assert!(error.contains("not TOML"), "{error}");
    // The column counts characters, not bytes.
    refuses(
        "labels = { inner = \"é\", weka = \"x\" }",
        "c.toml:1:25: there is no setting “weka”; did you mean weak?",
    );
}

#[test]
fn files_that_are_no_config_files_are_said_to_be() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name);
    std::fs::write(path("latin1.toml"), b"# ok\ntopics = [\"caf\xe9\"]\n").unwrap();
    std::fs::write(path("huge.toml"), vec![b'#'; 1_100_000]).unwrap();
    std::os::unix::fs::symlink(path("loop.toml"), path("loop.toml")).unwrap();
    let complaint = |name: &str| {
        load(&paths::Config::Named(path(name)))
            .unwrap_err()
            .to_string()
            .replace(&format!("{}/", dir.path().display()), "")
    };
    assert_eq!(
        complaint("latin1.toml"),
        "latin1.toml:2:15: this is not UTF-8; save the file as UTF-8"
    );
    assert!(complaint("huge.toml").contains("larger than 1 MiB"));
    assert!(complaint("loop.toml").contains("cannot read this file"));
    assert!(complaint("gone.toml").contains("no such file"));
    assert!(complaint(".").contains("not a file"));
    assert_eq!(
        load(&paths::Config::Usual(path("gone.toml"))).unwrap(),
        Config::default()
    );
    assert!(load(&paths::Config::Usual(path("loop.toml"))).is_err());
}
