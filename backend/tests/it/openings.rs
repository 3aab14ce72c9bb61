//! Break-glass: a case that somebody reads from outside.

use backend::{
    Error, accounts, cases, images,
    openings::{self, Found},
    photo_requests,
    sessions::SignedIn,
};
use domain::{access::Actor, case::AnswerDraft, ids::CaseId, image::CopyFor, role::Role, view::Stage};

use crate::support::{World, answer, form_key, on_both, patient, send};

on_both!(
    a_case_is_read_from_outside_for_an_hour,
    nothing_is_done_from_outside,
    what_cannot_be_opened_is_not_there,
    managers_of_both_sides_look_at_it,
    its_patient_reads_of_it,
    who_guesses_numbers_is_held_back,
    administrators_look_where_nobody_else_does,
);

const WHY: &str = "Seen in the walk-in clinic today";

/// Somebody's sign-in, whose pages carry `mark`, as the server finds it at every request.
async fn signed_in(world: &World, who: &Actor, mark: &str) -> SignedIn {
    let me = accounts::me(&world.b, who.account().unwrap()).await.unwrap().1;
    let now = world.b.clock().now();
    let (account, membership) = (me.account, me.membership);
    SignedIn { account, membership, device: String::new(), mark: mark.to_owned(), since: now, seen: now, proved: None }
}

async fn now_is(world: &World, session: &SignedIn) -> Actor {
    accounts::me_in(&world.b, session).await.unwrap().0
}

async fn opens(world: &World, who: &Actor, case: CaseId) -> SignedIn {
    let session = signed_in(world, who, "mark").await;
    let found = openings::open(&world.b, who, "mark", &case.short(), WHY).await.unwrap();
    assert_eq!(found, Found::Opened(case));
    session
}

fn refused<T: std::fmt::Debug>(result: Result<T, Error>) {
    assert!(matches!(result, Err(Error::Denied | Error::NotFound)), "{result:?}");
}

async fn a_case_is_read_from_outside_for_an_hour(world: World) {
    let b = &world.b;
    let (case, _, _, _) = patient::submitted(&world).await;
    refused(cases::show(b, &world.other_referrer, case).await);
    let session = opens(&world, &world.other_referrer, case).await;
    let reader = now_is(&world, &session).await;
    let shown = cases::show(b, &reader, case).await.unwrap();
    assert_eq!(shown.may, domain::view::May { history: true, ..domain::view::May::default() });
    images::read(b, &reader, shown.images[0].id, images::Size::Thumb).await.unwrap();
    // Pressed once more, it is the same opening.
    let again = openings::open(b, &reader, "mark", &case.short(), WHY).await.unwrap();
    assert_eq!(again, Found::Opened(case));
    // Another sign-in of the same person's reads nothing.
    let elsewhere = now_is(&world, &signed_in(&world, &world.other_referrer, "other").await).await;
    refused(cases::show(b, &elsewhere, case).await);
    // It is in the case's own history, without the words of the reason.
    let history = cases::history(b, &world.referrer, case).await.unwrap();
    let last = history.entries.last().unwrap();
    assert_eq!(last.who, "Dr Priya Nair, Hill Top Medical Centre");
    let openings = history.entries.iter().filter(|it| it.what.starts_with("Opened the case from outside")).count();
    assert_eq!(openings, 1);
    assert!(history.intact && last.what.starts_with("Opened the case from outside") && !last.what.contains("walk-in"));
    // An answer that can still be taken back is not there for whoever reads from outside.
    let version = cases::show(b, &world.specialist, case).await.unwrap().version;
    send(b, &world.specialist, case, version, answer()).await.unwrap();
    let outside = opens(&world, &world.other_specialist, case).await;
    let outside = now_is(&world, &outside).await;
    assert!(cases::show(b, &outside, case).await.unwrap().answer.is_none());
    assert!(
        !cases::history(b, &outside, case).await.unwrap().entries.iter().any(|it| it.what.starts_with("Answered: "))
    );
    world.pass(11);
    assert!(cases::show(b, &outside, case).await.unwrap().answer.is_some());
    world.pass(3_600);
    refused(cases::show(b, &now_is(&world, &session).await, case).await);
}

async fn nothing_is_done_from_outside(world: World) {
    let b = &world.b;
    let (case, version, _, _) = patient::submitted(&world).await;
    let session = opens(&world, &world.other_specialist, case).await;
    let specialist = now_is(&world, &session).await;
    refused(send(b, &specialist, case, version, answer()).await);
    refused(cases::save_answer(b, &specialist, case, AnswerDraft::of(answer())).await);
    let image = cases::show(b, &specialist, case).await.unwrap().images[0].id;
    refused(images::copy(b, &specialist, image, CopyFor::Original, false).await);
    refused(images::annotate(b, &specialist, image, 0, domain::annotation::Overlay::default()).await);
    send(b, &world.specialist, case, version, answer()).await.unwrap();
    world.pass(11);
    let session = opens(&world, &world.other_referrer, case).await;
    let referrer = now_is(&world, &session).await;
    refused(cases::acknowledge(b, &referrer, case).await);
    refused(cases::refer(b, &referrer, case).await);
    refused(cases::close(b, &referrer, case).await);
    refused(cases::withdraw(b, &referrer, case).await);
    refused(cases::note_told(b, &referrer, case).await);
    refused(cases::wrong_patient(b, &referrer, case, domain::case::WrongPatientReason::ALL[0]).await);
    refused(cases::disagree(b, &referrer, case, form_key(), "No.").await);
    refused(cases::request(b, &referrer, case).await);
    assert!(cases::show(b, &world.referrer, case).await.unwrap().may.acknowledge, "nothing was changed");
}

async fn what_cannot_be_opened_is_not_there(world: World) {
    let b = &world.b;
    let (draft, _) = world.drafted().await;
    let (case, _) = world.submitted().await;
    let open = async |who: &Actor, number: &str, why: &str| openings::open(b, who, "mark", number, why).await;
    let field = |found: Result<Found, Error>| match found {
        Err(Error::Invalid(problems)) => problems[0].clone(),
        other => panic!("{other:?}"),
    };
    let nothing = field(open(&world.other_referrer, "0000 0000", WHY).await);
    assert_eq!(
        field(open(&world.other_referrer, &draft.short(), WHY).await),
        nothing,
        "a draft is nobody else's to know"
    );
    assert_eq!(field(open(&world.other_referrer, "%", WHY).await), nothing);
    for why in ["", "urgent", "  urgent  case "] {
        assert_eq!(field(open(&world.other_referrer, &case.short(), why).await).field, "reason", "{why}");
    }
    // Whose it is anyway is led there, and nothing is noted.
    assert_eq!(open(&world.referrer, &case.short(), WHY).await.unwrap(), Found::Own(case));
    let practice = world.other_referrer.practice().unwrap();
    let manager = world.person("Ada Ford", "ford@hilltop.example", Role::PracticeManager, practice.into()).await;
    refused(open(&manager, &case.short(), WHY).await);
    let trainee = world.person(
        "Dr Kit Moss",
        "moss@south.example",
        Role::Trainee,
        world.other_specialist.service().unwrap().into(),
    );
    refused(open(&trainee.await, &case.short(), WHY).await);
    assert!(openings::list(b, &manager).await.unwrap().opened.is_empty());
}

async fn managers_of_both_sides_look_at_it(world: World) {
    let b = &world.b;
    let (case, _) = world.submitted().await;
    opens(&world, &world.other_referrer, case).await;
    let manager = async |name, email, role, at| world.person(name, email, role, at).await;
    let theirs = world.other_referrer.practice().unwrap().into();
    let ours = world.referrer.practice().unwrap().into();
    let theirs = manager("Ada Ford", "ford@hilltop.example", Role::PracticeManager, theirs).await;
    let ours = manager("Bo Lane", "lane@riverside.example", Role::PracticeManager, ours).await;
    let service = manager("Cy Marsh", "cy@northshire.example", Role::ServiceManager, world.service.into()).await;
    let elsewhere = world.other_specialist.service().unwrap().into();
    let stranger = manager("Di Nunn", "nunn@south.example", Role::ServiceManager, elsewhere).await;
    let opening = openings::list(b, &ours).await.unwrap().opened[0].opening;
    for manager in [&theirs, &ours, &service] {
        let list = openings::list(b, manager).await.unwrap().opened;
        let line = &list[0];
        assert_eq!(
            (list.len(), line.who.as_str(), line.reason.as_deref()),
            (1, "Dr Priya Nair, Hill Top Medical Centre", Some(WHY))
        );
        assert_eq!((line.number.clone(), line.looked.is_none()), (case.short(), true));
    }
    openings::look_at(b, &ours, opening).await.unwrap();
    let looked = openings::list(b, &ours).await.unwrap().opened[0].looked.clone();
    assert_eq!(looked.map(|it| it.0).as_deref(), Some("Bo Lane"));
    assert!(openings::list(b, &theirs).await.unwrap().opened[0].looked.is_none(), "each looks for itself");
    assert!(openings::list(b, &stranger).await.unwrap() == domain::view::Openings::default());
    refused(openings::look_at(b, &stranger, opening).await);
    for nobody in [&world.referrer, &world.specialist] {
        refused(openings::list(b, nobody).await);
        refused(openings::look_at(b, nobody, opening).await);
    }
}

async fn its_patient_reads_of_it(world: World) {
    let b = &world.b;
    let (case, _, token, who) = patient::submitted(&world).await;
    let link = who.photo_request().unwrap();
    let opened = async || match photo_requests::page(b, &token, &[link]).await.unwrap().stage {
        Stage::News(news) => news.opened.len(),
        stage => panic!("{stage:?}"),
    };
    assert_eq!(opened().await, 0);
    opens(&world, &world.other_referrer, case).await;
    assert_eq!(opened().await, 1);
}

async fn who_guesses_numbers_is_held_back(world: World) {
    let b = &world.b;
    let (case, _) = world.submitted().await;
    let open = async |who: &Actor, number: &str| match openings::open(b, who, "mark", number, WHY).await {
        Err(Error::Invalid(problems)) => Err(problems[0].field.clone()),
        other => Ok(other.unwrap()),
    };
    let (guesser, other) = (&world.other_referrer, &world.other_specialist);
    // What cannot be a number is mistyped, and one's own are no guesses.
    for _ in 0..6 {
        assert_eq!(open(guesser, "1F3A 27C").await, Err("number".to_owned()));
        assert_eq!(open(&world.referrer, &case.short()).await, Ok(Found::Own(case)));
    }
    for guess in 0..5 {
        assert_eq!(open(guesser, &format!("0000 000{guess}")).await, Err("number".to_owned()));
    }
    // Also the right one is not looked at, wherever they sign in; somebody else's is.
    assert_eq!(open(guesser, &case.short()).await, Err("held".to_owned()));
    assert_eq!(open(other, &case.short()).await, Ok(Found::Opened(case)));
    // Their manager reads of it, once, and that it was looked at; nobody else's does.
    let practice = guesser.practice().unwrap();
    let manager = world.person("Ada Ford", "ford@hilltop.example", Role::PracticeManager, practice.into()).await;
    let ours = world.referrer.practice().unwrap();
    let ours = world.person("Bo Lane", "lane@riverside.example", Role::PracticeManager, ours.into()).await;
    assert!(openings::list(b, &ours).await.unwrap().guessed.is_empty());
    let guessed = openings::list(b, &manager).await.unwrap().guessed;
    let line = &guessed[0];
    assert_eq!((guessed.len(), line.who.as_str(), line.tries), (1, "Dr Priya Nair, Hill Top Medical Centre", 5));
    assert_eq!(line.until.ms - line.at.ms, 3_600_000);
    refused(openings::look_at(b, &ours, line.guess).await);
    openings::look_at(b, &manager, line.guess).await.unwrap();
    let looked = openings::list(b, &manager).await.unwrap().guessed[0].looked.clone();
    assert_eq!(looked.map(|it| it.0).as_deref(), Some("Ada Ford"));
    // The log has each, and the number in none.
    backend::audit::flush(b).await.unwrap();
    let mut log = String::new();
    backend::audit::each(b, None, |line| log.push_str(&line)).await.unwrap();
    let count = |what: &str| log.matches(&format!("\"access\":\"{what}\"")).count();
    assert_eq!((count("case_number_missed"), count("case_numbers_held_back")), (5, 1), "{log}");
    assert!(!log.contains("0000 000") && !log.contains("00000001"), "{log}");
    world.pass(3_600);
    assert_eq!(open(guesser, &case.short()).await, Ok(Found::Opened(case)));
}

async fn administrators_look_where_nobody_else_does(world: World) {
    let b = &world.b;
    let (case, _) = world.submitted().await;
    opens(&world, &world.other_referrer, case).await;
    for guess in 0..5 {
        openings::open(b, &world.other_specialist, "mark", &format!("0000 000{guess}"), WHY).await.unwrap_err();
    }
    let administrator = Actor::Administrator { account: world.colleague.account().unwrap() };
    let list = openings::list(b, &administrator).await.unwrap();
    assert_eq!((list.opened.len(), list.guessed.len()), (1, 1));
    assert_eq!(list.opened[0].reason, None, "why somebody read a case is a manager's to read");
    let (line, guess) = (list.opened[0].opening, list.guessed[0].guess);
    openings::look_at(b, &administrator, line).await.unwrap();
    openings::look_at(b, &administrator, guess).await.unwrap();
    let list = openings::list(b, &administrator).await.unwrap();
    assert!(list.opened[0].looked.is_some() && list.guessed[0].looked.is_some(), "{list:?}");
    // With a manager for each side they are no longer an administrator's, and that one has looked stays.
    let places = [
        (Role::PracticeManager, world.referrer.practice().unwrap().into()),
        (Role::PracticeManager, world.other_referrer.practice().unwrap().into()),
        (Role::ServiceManager, world.service.into()),
        (Role::ServiceManager, world.other_specialist.service().unwrap().into()),
    ];
    let mut managers = Vec::new();
    for (number, (role, at)) in places.into_iter().enumerate() {
        managers.push(world.person("Ada Ford", &format!("ford{number}@trust.example"), role, at).await);
    }
    assert_eq!(openings::list(b, &administrator).await.unwrap(), domain::view::Openings::default());
    refused(openings::look_at(b, &administrator, line).await);
    for manager in &managers[..3] {
        assert!(openings::list(b, manager).await.unwrap().opened[0].looked.is_some());
    }
    // Nobody ticks off what they did themselves.
    let nair = world.other_referrer.account().unwrap();
    let both = Actor::Member {
        account: nair,
        organisation: world.other_referrer.practice().unwrap().into(),
        role: Role::PracticeManager,
        opened: None,
    };
    world.pass(7_200);
    opens(&world, &world.other_referrer, case).await;
    let own = openings::list(b, &both).await.unwrap().opened[0].clone();
    assert!(own.own && own.looked.is_none(), "{own:?}");
    assert!(matches!(openings::look_at(b, &both, own.opening).await, Err(Error::Invalid(_))));
}
