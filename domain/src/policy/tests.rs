use jiff::{ToSpan, civil::date};
use proptest::prelude::*;

use super::*;
use crate::{case::Site, clock::Division, news::Telling};

fn wrong(change: impl FnOnce(&mut PolicyForm)) -> Vec<String> {
    let mut form = PolicyForm::of(&Policy::default());
    change(&mut form);
    form.read().err().unwrap_or_default().into_iter().map(|problem| problem.field).collect()
}

fn put(form: &mut PolicyForm, name: &str, value: &str) {
    form.0.insert(name.to_owned(), value.to_owned());
}

#[test]
fn what_is_read_of_the_form_is_the_policy() {
    let policy = Policy::default();
    assert_eq!(PolicyForm::of(&policy).read(), Ok(policy));
}

/// A service of the release before: its JSON knows of no pathways.
#[test]
fn what_a_service_had_goes_on() {
    let before = r#"{"calendar":{"division":"scotland","weekends":true,"bank_holidays":true},"cutoff":"12:00:00",
        "working_days":{"advice":5},"pause_days":7}"#;
    let policy: Policy = serde_json::from_str(before).unwrap();
    assert_eq!((policy.days(Kind::Advice), policy.days(Kind::Cancer), policy.pause_days), (5, 1, 7));
    assert_eq!(policy.calendar, Calendar { division: Division::Scotland, ..Calendar::default() });
    for &kind in Kind::ALL {
        assert_eq!(policy.pathway(kind).exclusions, [], "{kind:?}: nobody was excluded");
        for &outcome in Outcome::ALL {
            assert_eq!(policy.offers(kind, outcome), outcome.fits(kind), "{kind:?} {outcome:?}");
        }
    }
    let again: Policy = serde_json::from_str(&serde_json::to_string(&policy).unwrap()).unwrap();
    assert_eq!(again, policy);
}

#[test]
fn what_safety_needs_is_always_offered_and_what_does_not_fit_never() {
    let mut policy = Policy::default();
    for &kind in Kind::ALL {
        policy.pathway_mut(kind).withheld = Outcome::ALL.to_vec();
        let offered: Vec<Outcome> = Outcome::ALL.iter().copied().filter(|&it| policy.offers(kind, it)).collect();
        assert!(
            ALWAYS_OFFERED.iter().all(|it| offered.contains(it)) && offered.len() == ALWAYS_OFFERED.len(),
            "{kind:?}"
        );
    }
    let policy = Policy::default();
    assert!(!policy.offers(Kind::Cancer, Outcome::CommunityDermatology));
    assert!(!policy.offers(Kind::Advice, Outcome::Downgrade));
    // A form cannot take them away either.
    let mut form = PolicyForm::of(&policy);
    form.0.retain(|name, _| !name.starts_with("advice_offers_"));
    let read = form.read().unwrap();
    assert!(ALWAYS_OFFERED.iter().all(|&it| read.offers(Kind::Advice, it)));
    assert!(!read.offers(Kind::Advice, Outcome::Reassure));
}

#[test]
fn every_number_has_its_bounds() {
    for number in NUMBERS {
        let usual = (number.get)(&Policy::default());
        assert!((number.min..=number.max).contains(&usual), "{}", number.name);
        for good in [number.min, number.max] {
            assert_eq!(wrong(|form| put(form, number.name, &good.to_string())), [] as [&str; 0], "{}", number.name);
        }
        for bad in [(number.max + 1).to_string(), "-1".into(), "1.5".into(), "two".into(), String::new()] {
            assert_eq!(wrong(|form| put(form, number.name, &bad)), [number.name], "{bad}");
        }
        if number.min > 0 {
            assert_eq!(wrong(|form| put(form, number.name, "0")), [number.name]);
        }
    }
}

#[test]
fn what_is_wrong_is_named_at_its_field() {
    for (field, bad) in [
        ("division", "wales"),
        ("cutoff", "25:00"),
        ("cutoff", "17:01"),
        ("day_ends", "5pm"),
        ("closed", "24 December 2026\nBoxing Day"),
        ("closed", "31/02/2027"),
        ("telling_suspected_cancer", "at_once"),
        ("telling_other", "never"),
        ("cancer_excludes_under_age", "stops"),
        ("advice_excludes_under_age", "perhaps"),
        ("advice_limit_under_age", "0"),
        ("advice_limit_more_lesions", "21"),
        ("advice_instead_under_age", " \u{200B}"),
        ("assessment_net_reassure", " \u{200B}\n"),
        ("cancer_net_unable_to_assess", ""),
        ("advice_excludes_at_site", "stops"),
    ] {
        assert_eq!(wrong(|form| put(form, field, bad)), [field], "{field}: {bad}");
    }
    let long = "x".repeat(LONGEST_NET + 1);
    assert_eq!(wrong(|form| put(form, "advice_net_monitor", &long)), ["advice_net_monitor"]);
    // What is not offered needs no words.
    let not_offered = |form: &mut PolicyForm| {
        put(form, "advice_net_reassure", "");
        form.0.remove("advice_offers_reassure");
    };
    assert_eq!(wrong(not_offered), [] as [&str; 0]);
    let many: String = (1..=61).map(|day| (date(2027, 1, 1) + day.days()).to_string() + "\n").collect();
    assert_eq!(wrong(|form| put(form, "closed", &many)), ["closed"]);
}

#[test]
fn days_are_read_however_they_are_written() {
    let typed = "24 December 2026\n 2026-12-24\n1/2/2027\n2 mar 2027\n";
    let mut form = PolicyForm::of(&Policy::default());
    put(&mut form, "closed", typed);
    let policy = form.read().unwrap();
    assert_eq!(policy.calendar.closed, [date(2026, 12, 24), date(2027, 2, 1), date(2027, 3, 2)]);
    assert!(!policy.calendar.is_working(date(2026, 12, 24)));
}

#[test]
fn one_part_is_posted_and_the_others_stay() {
    let form = PolicyForm::of(&Policy::default());
    let posted = PolicyForm(
        [("advice_days", "9"), ("cancer_days", "4"), ("anything", "x"), ("advice_net_reassure", "Call\u{202E} us.")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
    );
    let with = form.clone().with(Part::Pathway(Kind::Advice), posted);
    assert_eq!((with.get("advice_days"), with.get("cancer_days"), with.get("anything")), ("9", "1", ""));
    assert_eq!(with.get("advice_net_reassure"), "Call us.");
    assert!(!with.is_ticked("advice_offers_reassure") && with.is_ticked("cancer_offers_reassure"));
    for part in Part::ALL {
        assert_eq!(Part::named(part.as_str()), Some(part));
    }
}

#[test]
fn what_was_not_typed_is_the_newer_editions() {
    let base = Policy::default();
    let mut newer = base.clone();
    newer.pause_days = 9;
    newer.working_days.advice = 4;
    newer.pathways.cancer.withheld = vec![Outcome::PhotoHub];
    let mut typed = PolicyForm::of(&base);
    put(&mut typed, "advice_days", "7");
    typed.0.remove("advice_offers_monitor");
    let over = typed.over(&PolicyForm::of(&base), &PolicyForm::of(&newer)).read().unwrap();
    assert_eq!((over.days(Kind::Advice), over.pause_days), (7, 9));
    assert!(!over.offers(Kind::Advice, Outcome::Monitor) && !over.offers(Kind::Cancer, Outcome::PhotoHub));
}

#[test]
fn the_newest_whose_time_has_come_holds() {
    let at = |text: &str| text.parse::<jiff::Timestamp>().unwrap();
    let edition = |number, from: &str| Edition { number, policy: Policy::default(), from: at(from) };
    let all = [
        edition(1, "2026-01-01T00:00:00Z"),
        edition(2, "2027-01-01T00:00:00Z"),
        edition(3, "2026-06-01T00:00:00Z"),
        edition(4, "2027-02-01T00:00:00Z"),
    ];
    let holds = |now: &str| Edition::holding(&all, at(now)).map(|it| it.number);
    assert_eq!(holds("2025-12-31T00:00:00Z"), None);
    assert_eq!(holds("2026-05-31T23:59:59Z"), Some(1));
    assert_eq!(holds("2026-06-01T00:00:00Z"), Some(3));
    // The second was overtaken before its time came.
    assert_eq!(holds("2027-01-15T00:00:00Z"), Some(3));
    assert_eq!(holds("2027-02-01T00:00:00Z"), Some(4));
    let states = |now: &str| all.each_ref().map(|it| it.state(&all, at(now)));
    use EditionState::{Holds, Overtaken, Past, Planned};
    assert_eq!(states("2026-07-01T00:00:00Z"), [Past, Overtaken, Holds, Planned]);
    assert_eq!(states("2026-02-01T00:00:00Z"), [Holds, Overtaken, Planned, Planned]);
}

fn any_policy() -> impl Strategy<Value = Policy> {
    let numbers: Vec<_> = NUMBERS.iter().map(|number| number.min..=number.max).collect();
    let pathway = (
        prop::sample::subsequence(Outcome::ALL, 0..Outcome::ALL.len()),
        prop::sample::subsequence(ExclusionKind::ALL, 0..=ExclusionKind::ALL.len()),
        prop::sample::subsequence(Site::ALL, 1..4),
        "[a-z]{1,20}",
    );
    let tellings = prop::collection::vec(prop::sample::select(Telling::ALL), TELLINGS.len());
    let calendar = (prop::sample::select(Division::ALL), any::<bool>(), any::<bool>(), 0i32..3);
    (numbers, prop::collection::vec(pathway, 3), tellings, calendar, 6i8..=17).prop_map(
        |(numbers, pathways, tellings, (division, weekends, bank_holidays, closed), cutoff)| {
            let mut policy =
                Policy { cutoff: time(cutoff, 30, 0, 0), day_ends: time(18, 0, 0, 0), ..Policy::default() };
            NUMBERS.iter().zip(numbers).for_each(|(number, to)| (number.set)(&mut policy, to));
            for (telling, to) in TELLINGS.iter().zip(tellings) {
                let refused = to == Telling::AtOnce && !telling.may_be_at_once;
                (telling.set)(&mut policy, if refused { Telling::ByPractice } else { to });
            }
            let closed = (0..closed).map(|n| date(2026, 12, 22) + n.days()).collect();
            policy.calendar = Calendar { division, weekends, bank_holidays, closed };
            for (&kind, (withheld, excluded, sites, text)) in Kind::ALL.iter().zip(pathways) {
                let may = |it: &Outcome| it.fits(kind) && !ALWAYS_OFFERED.contains(it);
                let pathway = policy.pathway_mut(kind);
                pathway.withheld = withheld.into_iter().filter(may).collect();
                pathway.safety_nets[0].text.clone_from(&text);
                pathway.exclusions = excluded
                    .into_iter()
                    .map(|of| Exclusion {
                        of,
                        then: if kind != Kind::Cancer && text.len() > 9 {
                            IfExcluded::Stops
                        } else {
                            IfExcluded::AsksReason
                        },
                        limit: of.limits().map_or(0, |(min, ..)| min),
                        sites: if of == ExclusionKind::AtSite { sites.clone() } else { Vec::new() },
                        instead: text.clone(),
                    })
                    .collect();
            }
            policy
        },
    )
}

proptest! {
    #[test]
    fn any_policy_goes_through_the_form_and_the_column(policy in any_policy()) {
        prop_assert_eq!(PolicyForm::of(&policy).read(), Ok(policy.clone()));
        let json = serde_json::to_string(&policy).unwrap();
        prop_assert_eq!(serde_json::from_str::<Policy>(&json).unwrap(), policy);
    }

    /// Nothing changes without a sentence that says so, and nothing is said where nothing changes.
    #[test]
    fn what_differs_is_said(before in any_policy(), after in any_policy()) {
        prop_assert_eq!(differences(&before, &before), [] as [String; 0]);
        prop_assert_eq!(differences(&before, &after).is_empty(), before == after);
        // Also one change alone.
        for number in NUMBERS {
            let mut one = before.clone();
            (number.set)(&mut one, (number.get)(&before) + 1);
            prop_assert_eq!(differences(&before, &one).len(), 1);
        }
    }
}
