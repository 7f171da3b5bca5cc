//! What the sites people are on tell of them: LinkedIn's messages, Facebook's friends, X's
//! archive; and what is new about somebody since their page was last read.

use std::ops::ControlFlow;

use ties::domain::catch_up::Started;
use ties::domain::draft::{Parsed, SourceKind, Whom};
use ties::domain::id::ContactId;
use ties::domain::network::Network;
use ties::domain::reason::news;
use ties::exchange::{self, Loaded, Owner};

use crate::imports::{import, store, today};
use crate::{outline, parsed, read_bytes, sample};

/// The kinds of file, read together.
fn together(files: &[&str]) -> Vec<Parsed> {
    let folder = tempfile::tempdir().unwrap();
    let mut all: Vec<Loaded> = Vec::new();
    for (at, text) in files.iter().enumerate() {
        let path = folder.path().join(at.to_string());
        std::fs::write(&path, text).unwrap();
        all.extend(exchange::load_all(&path, None).unwrap());
    }
    let owner = Owner::of(all.iter());
    let parse = |loaded: &Loaded| loaded.parse(&owner, &mut |_| ControlFlow::Continue(()));
    all.iter().map(|loaded| parse(loaded).unwrap()).collect()
}

/// Who wrote with one, a line each: page, name, day, who started, whether it was answered.
fn told(parsed: &Parsed) -> Vec<String> {
    let line = |told: &ties::domain::draft::DraftCatchUp| {
        let (url, name) = match told.with.as_slice() {
            [Whom::Page { url, name }] => (url, name),
            others => unreachable!("{others:?}"),
        };
        assert_eq!(told.note, None, "letters are not kept");
        let answered = if told.answered { "" } else { ", no answer" };
        let started = told.started.word();
        format!("{url} {name} {} {started}{answered}", told.on)
    };
    parsed.catch_ups.iter().map(line).collect()
}

fn skipped(parsed: &Parsed) -> Vec<String> {
    let line = |skipped: &ties::domain::draft::Skipped| format!("{} {}", skipped.line, skipped.why);
    parsed.skipped.iter().map(line).collect()
}

fn text(name: &str) -> String {
    std::fs::read_to_string(sample(name)).unwrap()
}

const INES: &str = "https://www.linkedin.com/in/ines-okafor-000001 Ines Okafor";

#[test]
fn the_samples_messages_tell_one_talk_of_two() {
    let expected = [format!("{INES} 2026-02-11 them")];
    let left_out = [
        "5 a draft, which was not sent",
        "6 LinkedIn does not say who wrote it, as with advertisements",
        "7 a conversation of several",
        "8 LinkedIn does not say who wrote it, as with advertisements",
    ];
    // Alone it tells by itself who is in every conversation.
    let alone = parsed("linkedin/messages.csv");
    assert_eq!((alone.kind, alone.read), (SourceKind::LinkedinMessages, 5));
    assert_eq!(
        (told(&alone), skipped(&alone)),
        (expected.to_vec(), left_out.map(str::to_owned).to_vec())
    );
    let [_, with] = together(&[
        &text("linkedin/Invitations.csv"),
        &text("linkedin/messages.csv"),
    ])
    .try_into()
    .unwrap();
    assert_eq!(with, alone);
}

const HEADER: &str = "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,\
                      RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,FOLDER\n";

/// A row of LinkedIn's messages in its oldest form.
fn row(conversation: &str, from: &str, to: &str, date: &str) -> String {
    let page = |who: &str| format!("https://www.linkedin.com/in/{who}");
    let pages: Vec<String> = to.split(' ').map(page).collect();
    let (sender, pages) = (page(from), pages.join(","));
    format!("{conversation},,{from},{sender},\"{to}\",\"{pages}\",{date} 12:00:00 UTC,,x,INBOX\n")
}

#[test]
fn an_earlier_export_and_a_later_one_tell_the_same_of_the_same_days() {
    let invitations = text("linkedin/Invitations.csv");
    let me = "me-example";
    let early = [
        row("1", "ana", me, "2026-01-10"),
        row("2", me, "bo", "2026-01-10"),
    ]
    .concat();
    let late = [
        early.as_str(),
        &row("1", me, "ana", "2026-01-12"),
        &row("3", "bo", me, "2026-01-10"),
        &row("4", me, "ana", "2026-09-01"),
    ]
    .concat();
    let ids = |rows: &str| -> Vec<(String, bool)> {
        let all = together(&[&format!("{HEADER}{rows}"), &invitations]);
        let told = all[0].catch_ups.iter();
        told.map(|told| (told.external_id.clone(), told.answered))
            .collect()
    };
    let id = |id: &str, answered| (format!("linkedin.com/in/{id}"), answered);
    assert_eq!(
        ids(&early),
        [
            id("ana|2026-01-10", true),
            id("bo|2026-01-10|unanswered", false)
        ]
    );
    assert_eq!(
        ids(&late),
        [
            id("ana|2026-01-12", true),
            id("ana|2026-09-01|unanswered", false),
            id("bo|2026-01-10", true),
        ]
    );
}

#[test]
fn whose_messages_they_are_is_not_guessed() {
    let one = format!("{HEADER}{}", row("1", "ana", "bo", "2026-01-10"));
    let alone = &together(&[&one])[0];
    assert_eq!((alone.read, told(alone)), (0, Vec::new()));
    assert!(
        alone.remarks[0].contains("Invitations.csv"),
        "{:?}",
        alone.remarks
    );
    // Somebody else's invitations say nothing of whose these are.
    let others = &together(&[&one, &text("linkedin/Invitations.csv")])[0];
    assert_eq!(others.remarks.len(), 1);
    let two = format!("{one}{}", row("2", "cy", "bo", "2026-01-11"));
    let two = &together(&[&two])[0];
    assert_eq!((two.catch_ups.len(), &two.remarks), (2, &Vec::new()));
    let nobody = &together(&[HEADER])[0];
    assert_eq!((nobody.read, &nobody.remarks), (0, &Vec::new()));
}

#[test]
fn hidden_members_make_a_group_and_are_nobody_alone() {
    let rows = [
        row("1", "me-example", "ana", "2026-01-10"),
        "2,,Me Example,https://www.linkedin.com/in/me-example,\"Bo, LinkedIn Member\",\
         https://www.linkedin.com/in/bo,2026-01-11 12:00:00 UTC,,x,INBOX\n"
            .to_owned(),
        "3,,Me Example,https://www.linkedin.com/in/me-example,LinkedIn Member,,\
         2026-01-12 12:00:00 UTC,,x,INBOX\n"
            .to_owned(),
        "4,,Me Example,https://www.linkedin.com/in/me-example,Cy,\
         https://www.linkedin.com/in/cy,one day,,x,INBOX\n"
            .to_owned(),
    ];
    let all = together(&[
        &format!("{HEADER}{}", rows.concat()),
        &text("linkedin/Invitations.csv"),
    ]);
    assert_eq!(
        told(&all[0]),
        ["https://www.linkedin.com/in/ana ana 2026-01-10 me, no answer"]
    );
    assert_eq!(
        skipped(&all[0]),
        [
            "3 a conversation of several",
            "4 LinkedIn hides who this is with",
            "5 no day: “one day”",
        ]
    );
}

#[test]
fn facebooks_friends_are_names_since_a_day() {
    let friends = parsed("facebook/your_friends.json");
    assert_eq!((friends.kind, friends.read), (SourceKind::Facebook, 1));
    let [soren] = friends.drafts.as_slice() else {
        panic!("{:?}", friends.drafts);
    };
    assert_eq!(outline(soren), ["Søren Müller", "met on: 2021-01-01"]);
    assert_eq!(
        soren.external_id.as_deref(),
        Some("name:soren muller|2021-01-01")
    );
    let odd = read_bytes(
        b"{\"friends_v2\": [\n{\"name\":\"Ana\"},\n{\"timestamp\":1},\n7,\n{\"name\":\"\"},\n{\"name\":\"Bo\",",
    )
    .unwrap();
    let names: Vec<&str> = odd.drafts.iter().map(|draft| draft.name.as_str()).collect();
    assert_eq!(names, ["Ana"]);
    assert_eq!(
        skipped(&odd),
        [
            "3 nobody: no name in it",
            "4 nobody: no name in it",
            "5 nobody: no name, address or number in it",
            "6 the file ends in the middle",
        ]
    );
}

#[test]
fn xs_archive_makes_nobody_and_says_so() {
    let following = parsed("twitter/following.js");
    assert_eq!((following.kind, following.read), (SourceKind::X, 0));
    assert_eq!(
        (&following.drafts, &following.catch_ups),
        (&Vec::new(), &Vec::new())
    );
    assert!(
        following.remarks[0].contains("one account by number"),
        "{:?}",
        following.remarks
    );
    // Alone, the one talk does not tell which of the two is the owner.
    let talk = parsed("twitter/direct-messages.js");
    assert!(talk.remarks[0].contains("account.js"), "{:?}", talk.remarks);
    let all = together(&[&[
        text("twitter/account.js"),
        text("twitter/direct-messages.js"),
        text("twitter/following.js"),
    ]
    .join("\n")]);
    assert_eq!(
        told(&all[0]),
        ["https://x.com/i/user/1000000001  2025-12-24 them"]
    );
    assert_eq!(all[0].catch_ups[0].started, Started::Them);
    let group = "window.YTD.direct_messages_group.part0 = [{\"dmConversation\":{\"messages\":[\
                 {\"messageCreate\":{\"senderId\":\"5\",\"createdAt\":\"2025-12-24T12:00:00.000Z\"}}]}},\n7]";
    let group = together(&[&[text("twitter/account.js").as_str(), group].join("\n")]);
    assert_eq!(
        skipped(&group[0]),
        ["2 a conversation of several", "3 not what X writes"]
    );
}

const CONNECTIONS: &str = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n";

/// Connections on LinkedIn, who work there as this.
fn working(people: &[(&str, &str, &str)]) -> Parsed {
    let row = |(name, org, title): &(&str, &str, &str)| {
        format!("{name},Example,https://www.linkedin.com/in/{name},,{org},{title},08 Feb 2020\n")
    };
    let rows: String = people.iter().map(row).collect();
    read_bytes(format!("{CONNECTIONS}{rows}").as_bytes()).unwrap()
}

#[test]
fn a_new_place_is_news_for_sixty_days_and_undo_takes_it_back() {
    let mut store = store();
    let before = [
        ("Ana", "Acme", "Designer"),
        ("Bo", "Acme", "Cook"),
        ("Cy", "Flux", "Chair"),
    ];
    import(&mut store, vec![working(&before)]);
    let say = |network: &Network, id: i64, on: &str| -> Option<String> {
        let contact = network.contact(ContactId(id)).unwrap();
        news(contact, on.parse().unwrap()).map(|(_, said)| said.to_owned())
    };
    let said = |store: &ties::store::Store| {
        let network = store.network(&Default::default(), today()).unwrap();
        [1, 2, 3, 4].map(|id| {
            let is_here = network.contact(ContactId(id)).is_some();
            is_here.then(|| say(&network, id, "2026-11-22")).flatten()
        })
    };
    assert_eq!(
        said(&store),
        [None, None, None, None],
        "newcomers are no news"
    );
    let after = [
        ("Ana", "Genelab", "Designer"),
        ("Bo", "Acme", "Chef"),
        ("Cy", "Flux", "Chair"),
        ("Dee", "Acme", "Cook"),
    ];
    import(&mut store, vec![working(&after)]);
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        said(&store),
        [some("new at Genelab"), some("now Chef at Acme"), None, None]
    );
    let network = store.network(&Default::default(), today()).unwrap();
    assert_eq!(say(&network, 1, "2027-01-21"), some("new at Genelab"));
    assert_eq!(say(&network, 1, "2027-01-22"), None);
    // The same file again says it no second time; undo takes it away with what it is about.
    let (again, _) = import(&mut store, vec![working(&after)]);
    assert!(!again.changes_anything());
    store.undo().unwrap();
    assert_eq!(said(&store), [None, None, None, None]);
    store.redo().unwrap();
    assert_eq!(
        said(&store),
        [some("new at Genelab"), some("now Chef at Acme"), None, None]
    );
}

#[test]
fn what_one_writes_into_ones_own_address_book_is_no_news() {
    let mut store = store();
    let ana = |org: &str| crate::imports::people(&[&format!("UID:a | FN:Ana Sousa | ORG:{org}")]);
    import(&mut store, vec![ana("Acme")]);
    import(&mut store, vec![ana("Genelab")]);
    let network = store.network(&Default::default(), today()).unwrap();
    let ana = network.contact(ContactId(1)).unwrap();
    assert_eq!((ana.org(), ana.news()), (Some("Genelab"), None));
}

#[test]
fn messages_reach_those_who_are_here_and_make_nobody() {
    let mut store = store();
    let connections = parsed("linkedin/Connections.csv");
    let (plan, _) = import(
        &mut store,
        vec![connections, parsed("linkedin/messages.csv")],
    );
    assert_eq!(plan.brought().catch_ups, 1);
    let last = |store: &ties::store::Store, id: i64| {
        let network = store.network(&Default::default(), today()).unwrap();
        let contact = network.contact(ContactId(id)).unwrap();
        contact.last.map(|on| on.to_string())
    };
    assert_eq!(last(&store, 1).as_deref(), Some("2026-02-11"));
    assert_eq!(last(&store, 2), None, "a group is no talk");
    let (again, _) = import(&mut store, vec![parsed("linkedin/messages.csv")]);
    assert!(!again.changes_anything());
    store.undo().unwrap();
    assert_eq!(
        store
            .network(&Default::default(), today())
            .unwrap()
            .contacts
            .len(),
        0
    );
    // Who is not here is not made.
    let (plan, _) = import(&mut store, vec![parsed("linkedin/messages.csv")]);
    assert_eq!((plan.brought().catch_ups, plan.rows.len()), (0, 0));
}

#[test]
fn a_number_of_x_is_whoever_has_its_page() {
    let archive = [
        text("twitter/account.js"),
        text("twitter/direct-messages.js"),
    ]
    .join("\n");
    let check = |page: &str, last: Option<&str>| {
        let mut store = store();
        let pat = format!("UID:p | FN:Pat Lim | {page}");
        import(&mut store, vec![crate::imports::people(&[&pat])]);
        import(&mut store, together(&[&archive]));
        let network = store.network(&Default::default(), today()).unwrap();
        let found = network.contact(ContactId(1)).unwrap().last;
        assert_eq!(found.map(|on| on.to_string()).as_deref(), last, "{page}");
    };
    let day = Some("2025-12-24");
    check(
        "URL:https://twitter.com/intent/user?user_id=1000000001",
        day,
    );
    check("URL:https://x.com/i/user/1000000001", day);
    check("IMPP:twitter:1000000001", day);
    check("URL:https://x.com/i/user/1000000002", None);
    check("URL:https://x.com/patlim", None);
}
