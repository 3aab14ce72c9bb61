//! Whom a service looks after elsewhere (domain.md 3.8; North Central London's rules, 0a.9). What it excludes, and where to
//! instead, is its policy's, by pathway; here is what that reads of a request, and what is said.

use serde::{Deserialize, Serialize};

use crate::{
    case::{Filled, Problem},
    command::DateFields,
    forms::Findings,
    person::DateOfBirth,
    policy::{Exclusion, ExclusionKind, IfExcluded, Policy},
    text::limit,
    typed,
};
use jiff::civil::Date;

/// One exclusion that a request falls under.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excluded {
    pub of: ExclusionKind,
    pub then: IfExcluded,
    /// What the practice reads: whom, and where to instead.
    pub sentence: String,
}

/// How old the patient is on London's day, in whole years; None until that is known.
pub fn age_on(born: &DateFields, today: Date) -> Option<u32> {
    let born = DateOfBirth::parse(born, today).ok()?;
    u32::try_from(born.years(today)).ok()
}

/// Under which of a pathway's exclusions a request falls. What nobody said excludes nobody.
pub fn excluded(exclusions: &[Exclusion], age: Option<u32>, findings: &Findings) -> Vec<Excluded> {
    let applies = |it: &&Exclusion| match it.of {
        ExclusionKind::UnderAge => age.is_some_and(|age| age < it.limit),
        ExclusionKind::MoreLesions => findings.lesions.is_some_and(|lesions| lesions > it.limit),
        ExclusionKind::Anogenital => findings.names_anogenital,
        ExclusionKind::AtSite => findings.site.is_some_and(|site| it.sites.contains(&site)),
        ExclusionKind::Immunosuppressed => findings.immunosuppressed,
    };
    let says = |it: &Exclusion| {
        let (whom, instead) = (it.whom(), &it.instead);
        let sentence = match it.then {
            IfExcluded::AsksReason => {
                format!(
                    "This service does not usually take {whom} by this way. {instead} Sent all the same, it needs a reason."
                )
            }
            IfExcluded::Stops => format!("This service does not take {whom} by this way. {instead}"),
        };
        Excluded { of: it.of, then: it.then, sentence }
    };
    exclusions.iter().filter(applies).map(says).collect()
}

/// What stands between an excluded request and sending it: nothing gets past one that stops, a reason gets past the
/// others.
pub fn exclusion_problems(excluded: &[Excluded], reason: &str) -> Vec<Problem> {
    let mut problems: Vec<Problem> = excluded
        .iter()
        .filter(|it| it.then == IfExcluded::Stops)
        .map(|it| Problem::new("service", it.sentence.clone()))
        .collect();
    if reason.chars().count() > limit::PASSAGE {
        problems.push(Problem::new("excluded_reason", format!("Shorten the reason to {} characters", limit::PASSAGE)));
    }
    if excluded.iter().any(|it| it.then == IfExcluded::AsksReason) && typed::is_blank(reason) {
        problems.push(Problem::new(
            "excluded_reason",
            "Say why this is sent although the service does not usually take it",
        ));
    }
    problems
}

/// The same of a request as typed, by the policy of the service that it names.
pub fn excluded_by(policy: &Policy, draft: &Filled, today: Date) -> Vec<Excluded> {
    let findings = draft.findings();
    let exclusions = &policy.pathway(findings.kind.unwrap_or_default()).exclusions;
    excluded(exclusions, age_on(&draft.dob, today), &findings)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::case::{Draft, Site};

    const TODAY: Date = date(2026, 11, 24);

    fn exclusion(of: ExclusionKind, then: IfExcluded) -> Exclusion {
        let sites = if of == ExclusionKind::AtSite { vec![Site::Eyelid] } else { Vec::new() };
        let limit = of.limits().map_or(0, |(.., usual)| usual);
        Exclusion { of, then, limit, sites, instead: "Elsewhere.".into() }
    }

    fn born(day: &str, month: &str, year: &str) -> DateFields {
        DateFields { day: day.into(), month: month.into(), year: year.into() }
    }

    #[test]
    fn each_exclusion_reads_its_fact() {
        use ExclusionKind::{Anogenital, AtSite, Immunosuppressed, MoreLesions, UnderAge};
        let lesion = Draft { problem: "lesion".into(), dob: born("12", "3", "1948"), ..Draft::default() };
        let rash = Draft { problem: "rash".into(), ..lesion.clone() };
        let cases: [(&str, Draft, &[ExclusionKind]); 18] = [
            ("nothing said", Draft::default(), &[]),
            ("an adult with a lesion", lesion.clone(), &[]),
            ("16 tomorrow", Draft { dob: born("25", "11", "2010"), ..lesion.clone() }, &[UnderAge]),
            ("16 today", Draft { dob: born("24", "11", "2010"), ..lesion.clone() }, &[]),
            ("no such date", Draft { dob: born("31", "2", "2020"), ..lesion.clone() }, &[]),
            ("three", lesion.clone().with("lesions", "3"), &[]),
            ("four", lesion.clone().with("lesions", "4"), &[MoreLesions]),
            ("nobody knows", lesion.clone().with("lesions", "several"), &[]),
            ("a rash has no number", rash.clone().with("lesions", "4"), &[]),
            ("vulval", lesion.clone().with("site_detail", "left Vulva"), &[Anogenital]),
            ("anal", Draft { impression: "? anal warts".into(), ..lesion.clone() }, &[Anogenital]),
            ("congenital naevus", Draft { impression: "Congenital naevus, analgesia".into(), ..lesion.clone() }, &[]),
            ("a rash there", rash.clone().with("distribution", "groins, perineum"), &[Anogenital]),
            ("what a lesion's form does not ask", lesion.clone().with("distribution", "perineum"), &[]),
            ("an eyelid", lesion.clone().with("site", "eyelid"), &[AtSite]),
            ("a nose", lesion.clone().with("site", "nose"), &[]),
            ("immunosuppressed", lesion.clone().tick("immunosuppressed"), &[Immunosuppressed]),
            (
                "a baby with many",
                Draft { dob: born("1", "1", "2026"), ..lesion }.with("lesions", "9"),
                &[UnderAge, MoreLesions],
            ),
        ];
        let all: Vec<Exclusion> = ExclusionKind::ALL.iter().map(|&of| exclusion(of, IfExcluded::AsksReason)).collect();
        for (what, draft, expected) in cases {
            let (age, findings) = (age_on(&draft.dob, TODAY), Filled::of(draft).findings());
            let found = excluded(&all, age, &findings);
            let found: Vec<ExclusionKind> = found.iter().map(|it| it.of).collect();
            assert_eq!(found, expected, "{what}");
            assert!(excluded(&[], age, &findings).is_empty(), "{what}");
        }
    }

    #[test]
    fn a_reason_gets_past_what_asks_for_one_and_nothing_past_what_stops() {
        let fields = |then: &[IfExcluded], reason: &str| {
            let all: Vec<Exclusion> =
                then.iter().map(|&then| exclusion(ExclusionKind::Immunosuppressed, then)).collect();
            let findings = Findings { immunosuppressed: true, ..Findings::default() };
            exclusion_problems(&excluded(&all, None, &findings), reason)
                .into_iter()
                .map(|it| it.field)
                .collect::<Vec<_>>()
        };
        assert_eq!(fields(&[], ""), [] as [&str; 0]);
        assert_eq!(fields(&[IfExcluded::AsksReason], " \u{200B}"), ["excluded_reason"]);
        assert_eq!(fields(&[IfExcluded::AsksReason], "No clinic near"), [] as [&str; 0]);
        assert_eq!(fields(&[IfExcluded::Stops], "No clinic near"), ["service"]);
        assert_eq!(fields(&[IfExcluded::Stops, IfExcluded::AsksReason], ""), ["service", "excluded_reason"]);
    }

    #[test]
    fn the_pathway_that_is_asked_for_decides() {
        let policy = Policy::default();
        let child = Draft { dob: born("1", "1", "2020"), ..Draft::default() };
        let asked =
            |kind: &str| excluded_by(&policy, &Filled::of(Draft { kind: kind.into(), ..child.clone() }), TODAY).len();
        assert_eq!(["", "advice", "assessment", "cancer"].map(asked), [1, 1, 1, 0]);
    }
}
