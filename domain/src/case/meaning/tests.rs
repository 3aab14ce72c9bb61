use uuid::Uuid;

use super::*;
use crate::{
    case::{Change, Since, WaitingFor},
    ids::{AccountId, CaseId, ServiceId},
};

const NAMES: Names<'static> =
    Names { referrer: "Dr Osei", practice: "Riverside Surgery", service: "Northshire Dermatology" };

/// Every outcome in every kind of request: advice that may not be converted, advice that may, referral for
/// assessment, suspected cancer. S the service arranges it, R the practice has to refer, a dot where nobody has to
/// be seen, a space where it is no answer to such a request; then who may be named as the one to act, in the same four: h hospital, p practice, b practice or patient.
const TABLE: [(Outcome, &str, &str); 20] = [
    (Outcome::TreatInPrimaryCare, "....", "pppp"),
    (Outcome::Reassure, "....", "bbbb"),
    (Outcome::RoutineClinic, "RSSS", "phhh"),
    (Outcome::UpgradeToCancer, "RSSS", "phhh"),
    (Outcome::MoreInformation, "....", "bbbb"),
    (Outcome::SurgeryRoutine, "RSSS", "phhh"),
    (Outcome::SurgeryUrgent, "RSSS", "phhh"),
    (Outcome::UrgentClinic, "RSSS", "phhh"),
    (Outcome::Monitor, "....", "bbbb"),
    (Outcome::InvestigateThenReview, "....", "pppp"),
    (Outcome::CommunityDermatology, "RSS ", "phh "),
    (Outcome::PlasticSurgery, "RSSS", "phhh"),
    (Outcome::EarNoseThroat, "RSSS", "phhh"),
    (Outcome::OtherSpecialty, "RSSS", "phhh"),
    (Outcome::PhotoHub, "RSSS", "phhh"),
    (Outcome::VideoConsultation, "RSSS", "phhh"),
    (Outcome::NotAppropriate, "....", "pppp"),
    (Outcome::Redirect, "RRRR", "pppp"),
    (Outcome::UnableToAssess, "....", "pppp"),
    (Outcome::Downgrade, "   S", "   h"),
];

const REQUESTS: [(Kind, bool); 4] =
    [(Kind::Advice, false), (Kind::Advice, true), (Kind::Assessment, false), (Kind::Cancer, false)];

fn letter(arranged: Arranged) -> char {
    match arranged {
        Arranged::NotNeeded => '.',
        Arranged::ByService => 'S',
        Arranged::ToRefer | Arranged::Referred => 'R',
        Arranged::SentOn => 'O',
        Arranged::AtHub => 'H',
    }
}

/// The same words whether they are asked for before sending or of the case that has become of it.
#[test]
fn every_outcome_of_every_request_says_one_thing_to_all_three() {
    assert_eq!(TABLE.map(|(outcome, ..)| outcome), Outcome::ALL);
    for (outcome, arranged, actors) in TABLE {
        for (column, (kind, authorised)) in REQUESTS.into_iter().enumerate() {
            assert_eq!(arranged.chars().nth(column) != Some(' '), outcome.fits(kind), "{outcome:?} {kind:?}");
            if !outcome.fits(kind) {
                continue;
            }
            let may_act = outcome.may_act(outcome.converts(kind, authorised));
            let named = match may_act {
                [WhoActs::Hospital] => 'h',
                [WhoActs::Practice] => 'p',
                [WhoActs::Practice, WhoActs::Patient] => 'b',
                other => panic!("{outcome:?}: {other:?}"),
            };
            assert_eq!(actors.chars().nth(column), Some(named), "{outcome:?} {kind:?} {authorised}");
            for &who_acts in may_act {
                let before = Meaning::of(outcome, kind, authorised, Some(who_acts));
                assert_eq!(arranged.chars().nth(column), Some(letter(before.arranged)), "{outcome:?} {kind:?}");
                agrees(before);
                for (state, referred) in states(outcome, outcome.converts(kind, authorised)) {
                    let after = Meaning::now(&state, kind, Some(who_acts), at(10)).expect("it is in effect");
                    agrees(after);
                    // Reading it is agreeing.
                    let before = Meaning { to_agree: state.is_to_agree(), ..before };
                    match referred {
                        false => assert_eq!(after, before, "{outcome:?} {kind:?} {authorised}"),
                        true => assert_eq!(after.arranged, Arranged::Referred, "{outcome:?} {kind:?}"),
                    }
                }
            }
        }
    }
}

/// Nobody is told that somebody else acts who is told that they do not.
fn agrees(meaning: Meaning) {
    let (practice, specialist, patient) =
        (meaning.for_practice(NAMES), meaning.for_specialist(NAMES), meaning.for_patient());
    let label = meaning.label();
    let is = |arranged| meaning.arranged == arranged;
    assert_eq!(practice.contains("has taken this case over"), is(Arranged::ByService), "{practice}");
    assert_eq!(practice.contains("has moved to Northshire"), is(Arranged::ByService), "{practice}");
    assert_eq!(practice.contains("stays with Dr Osei at Riverside"), !is(Arranged::ByService), "{practice}");
    assert_eq!(practice.contains("You have to refer"), is(Arranged::ToRefer), "{practice}");
    assert_eq!(label.starts_with("Please refer "), is(Arranged::ToRefer), "{label}");
    for (words, agree) in [(&label, "Please agree: "), (&practice, "You have to agree"), (&specialist, "has to agree")]
    {
        assert_eq!(words.contains(agree), meaning.to_agree, "{words}");
    }
    assert_eq!(specialist.contains("is asked to refer"), is(Arranged::ToRefer), "{specialist}");
    assert_eq!(specialist.contains("moves to Northshire"), is(Arranged::ByService), "{specialist}");
    let refer_words = patient.who.starts_with("outcome.refer");
    assert_eq!(refer_words, is(Arranged::ToRefer) || is(Arranged::Referred), "{patient:?}");
    assert_eq!(patient.who.ends_with("who_done"), is(Arranged::Referred), "{patient:?}");
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).expect("in range")
}

/// Every state in which this answer can stand, and whether the practice has referred there.
fn states(outcome: Outcome, converts: bool) -> Vec<(State, bool)> {
    let by = AccountId(Uuid::nil());
    let submit = Change::Submit { service: ServiceId(Uuid::nil()), due: at(0), since: Since::default() };
    let waiting_for = WaitingFor::Referrer;
    let answer = Change::Answer { by, outcome, waiting_for, converts, undo_until: at(10) };
    let answered = State::Draft.transition(submit, at(0)).and_then(|it| it.transition(answer, at(0))).unwrap();
    let mut states = vec![(answered.clone(), false)];
    for change in [Change::Acknowledge { by }, Change::Refer { by }, Change::Close] {
        for (before, _) in states.clone() {
            if let Ok(state) = before.transition(change, at(10)) {
                let referred = state.referred().is_some();
                states.push((state, referred));
            }
        }
    }
    states
}

#[test]
fn an_answer_that_can_be_taken_back_means_nothing_yet() {
    for (state, _) in states(Outcome::UpgradeToCancer, false).into_iter().take(1) {
        assert_eq!(Meaning::now(&state, Kind::Advice, None, at(9)), None);
        assert!(Meaning::now(&state, Kind::Advice, None, at(10)).is_some());
    }
    assert_eq!(Meaning::now(&State::Draft, Kind::Advice, None, at(10)), None);
}

#[test]
fn what_was_sent_on_is_nobodys_to_refer() {
    let submit = Change::Submit { service: ServiceId(Uuid::nil()), due: at(0), since: Since::default() };
    let on = Change::SendOn { by: AccountId(Uuid::nil()), to: CaseId(Uuid::nil()) };
    let state = State::Draft.transition(submit, at(0)).and_then(|it| it.transition(on, at(0))).unwrap();
    let meaning = Meaning::now(&state, Kind::Cancer, None, at(0)).expect("nobody takes it back");
    assert!(!state.is_to_refer() && !meaning.is_to_refer());
    agrees(meaning);
    assert!(meaning.for_practice(NAMES).starts_with("You need not refer"));
    let read = state.transition(Change::Acknowledge { by: AccountId(Uuid::nil()) }, at(1)).unwrap();
    assert!(matches!(read, State::Closed { converted: false, .. }));
    agrees(Meaning::now(&read, Kind::Cancer, None, at(1)).unwrap());
}

#[test]
fn what_waits_for_a_hub_is_nobodys_to_send() {
    let by = AccountId(Uuid::nil());
    let submit = Change::Submit { service: ServiceId(Uuid::nil()), due: at(0), since: Since::default() };
    let (outcome, waiting_for) = (Outcome::MoreInformation, WaitingFor::Hub);
    let ask = Change::Answer { by, outcome, waiting_for, converts: false, undo_until: at(0) };
    let state = State::Draft.transition(submit, at(0)).and_then(|it| it.transition(ask, at(0))).unwrap();
    let meaning = Meaning::now(&state, Kind::Advice, Some(WhoActs::Practice), at(0)).expect("at once");
    agrees(meaning);
    assert_eq!(meaning.arranged, Arranged::AtHub);
    assert!(!meaning.for_practice(NAMES).contains("what comes next"), "the hub does");
    assert_eq!(meaning.for_patient().title, "outcome.at_hub.title");
}

#[test]
fn what_is_suspected_already_is_kept_and_not_upgraded() {
    let label = |kind| Meaning::of(Outcome::UpgradeToCancer, kind, false, None).label();
    assert_eq!(label(Kind::Cancer), "Keep on the urgent suspected cancer pathway");
    assert_eq!(label(Kind::Assessment), "Upgrade to urgent suspected cancer");
    assert_eq!(label(Kind::Advice), "Please refer as urgent suspected cancer");
}
