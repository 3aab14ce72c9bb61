//! The weighted 7-point checklist of NICE NG12, for pigmented lesions only (domain.md 3.3). It counts what the form asked
//! once: change in size, shape and colour, the diameter typed, oozing; nothing is asked a second time for the score.

use super::Score;
use crate::{forms::Findings, guide::Subject};

/// From this score on NG12 says refer, by the suspected cancer pathway.
pub const REFER_AT: u32 = 3;

/// A lesion is large from this diameter on.
const LARGE_MM: f32 = 7.0;

const LARGE: &str = "7 mm or more";

/// What somebody ticks who has looked for the other six and found none.
pub const NONE_OF_THEM: &str = "No change, oozing, inflammation or change in sensation";

/// Which edition of the rule counts here: kept with every score that was sent.
pub const RULE: &str = "NICE NG12, weighted 7-point checklist, as of 2026-11";

/// The seven features as they were said: whether, points, name.
fn features(findings: &Findings) -> [(bool, u32, &'static str); 7] {
    // A diameter that was typed decides; the tick is of older forms and counts only where there is none.
    let large = findings.largest_mm.map_or(findings.ticked_large, |mm| mm >= LARGE_MM);
    [
        (findings.change_size, 2, "change in size"),
        (findings.change_shape, 2, "irregular shape"),
        (findings.change_colour, 2, "irregular colour"),
        (large, 1, LARGE),
        (findings.inflamed, 1, "inflammation"),
        (findings.oozing, 1, "oozing"),
        (findings.change_sensation, 1, "change in sensation"),
    ]
}

/// The score. None where the checklist does not apply, and while too little was said for a number below
/// [`REFER_AT`]: a score of 0 is one that somebody gave, never one that nobody answered.
pub fn score(findings: &Findings) -> Option<Score> {
    if !findings.is_pigmented_lesion() {
        return None;
    }
    let counted: Vec<_> = features(findings).into_iter().filter(|(is_so, ..)| *is_so).collect();
    let points = points(findings);
    let refer = points >= REFER_AT;
    if !refer && unscored(findings).is_some() {
        return None;
    }
    let sentence = if refer {
        format!(
            "The score is {points}, and {REFER_AT} or more: NICE NG12 says refer, using a suspected cancer pathway \
             referral."
        )
    } else {
        format!(
            "The score is {points}, below {REFER_AT}. NICE NG12 says consider a suspected cancer pathway referral for \
             any lesion that suggests nodular melanoma. Strong concern about one feature is enough to refer."
        )
    };
    let counted = counted.iter().map(|(.., name)| *name).collect::<Vec<_>>().join(", ");
    Some(Score { points, sentence, refer, counted, rule: RULE.to_owned() })
}

fn points(findings: &Findings) -> u32 {
    features(findings).into_iter().map(|(is_so, points, _)| points * u32::from(is_so)).sum()
}

/// Why a lesion has no score yet, or what contradicts itself in it; None where nothing is missing or none is asked for,
/// and where what was said is enough for NG12 to say refer.
pub fn unscored(findings: &Findings) -> Option<String> {
    if findings.subject != Some(Subject::Lesion) && !findings.is_pigmented_lesion() {
        return None;
    }
    if !findings.is_pigmented_lesion() {
        let said = findings.pigmented == Some(false);
        return (!said).then(|| "Not scored yet: say whether the lesion is pigmented.".to_owned());
    }
    if let Some(contradiction) = contradiction(findings) {
        return Some(contradiction);
    }
    if points(findings) >= REFER_AT {
        return None;
    }
    if findings.largest_mm.is_none() && !findings.ticked_large {
        return Some("Not scored yet: type the largest diameter.".to_owned());
    }
    (!findings.none_of_the_checklist && ticked(findings).is_empty())
        .then(|| format!("Not scored yet: tick what applies, or “{NONE_OF_THEM}”."))
}

/// What was said of a pigmented lesion and cannot both be true.
pub fn contradiction(findings: &Findings) -> Option<String> {
    let ticked = ticked(findings);
    (findings.is_pigmented_lesion() && findings.none_of_the_checklist && !ticked.is_empty())
        .then(|| format!("“{NONE_OF_THEM}” contradicts: {}. Untick one of them.", ticked.join(", ")))
}

/// The six features that are ticked; the seventh is measured.
fn ticked(findings: &Findings) -> Vec<&'static str> {
    features(findings).into_iter().filter_map(|(is_so, _, name)| (is_so && name != LARGE).then_some(name)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::case::{Draft, Filled};

    fn score(draft: &Draft) -> Option<Score> {
        super::score(&Filled::of(draft.clone()).findings())
    }

    fn unscored(draft: &Draft) -> Option<String> {
        super::unscored(&Filled::of(draft.clone()).findings())
    }

    fn draft(features: [bool; 7]) -> Draft {
        let names = ["change_size", "change_shape", "change_colour", "", "seven_inflamed", "ooze", "seven_sensation"];
        let size = if features[3] { "7" } else { "6.9" };
        let lesion = Draft { problem: "lesion".into(), ..Draft::default() };
        let lesion = lesion.with("pigment", "yes").with("size_mm", size);
        let ticked = features.into_iter().zip(names).filter(|(is_so, name)| *is_so && !name.is_empty());
        let draft = ticked.clone().fold(lesion, |draft, (_, name)| draft.tick(name));
        if ticked.count() == 0 { draft.tick("seven_none") } else { draft }
    }

    /// domain.md 3.3.
    #[test]
    fn vectors() {
        for (majors, minors, points, refer) in [
            (0, 0, 0, false),
            (1, 0, 2, false),
            (1, 1, 3, true),
            (0, 3, 3, true),
            (0, 4, 4, true),
            (2, 0, 4, true),
            (3, 4, 10, true),
        ] {
            let features = std::array::from_fn(|i| if i < 3 { i < majors } else { i - 3 < minors });
            let score = score(&draft(features)).unwrap();
            assert_eq!((score.points, score.refer), (points, refer));
            assert_eq!(score.sentence.contains("says refer"), refer, "{}", score.sentence);
            assert_eq!(score.rule, RULE);
        }
    }

    #[test]
    fn only_for_pigmented_lesions() {
        let all = draft([true; 7]);
        assert_eq!(score(&all.clone().with("pigment", "no")), None);
        assert_eq!(score(&Draft { problem: "rash".into(), ..all.clone() }), None);
        assert_eq!(unscored(&all.clone().with("pigment", "no")), None);
        assert_eq!(unscored(&Draft { problem: "rash".into(), ..all }), None);
    }

    /// The diameter that was typed decides, whatever an older form's box says.
    #[test]
    fn one_fact_one_field() {
        let size = |mm: &str, large| {
            let draft = draft([true, false, false, false, false, false, false]).with("size_mm", mm);
            let draft = if large { draft.tick("seven_large") } else { draft };
            score(&draft).map(|score| (score.points, score.counted))
        };
        assert_eq!(size("12", false), Some((3, "change in size, 7 mm or more".into())));
        assert_eq!(size("3", true), Some((2, "change in size".into())));
        assert_eq!(size("", true), Some((3, "change in size, 7 mm or more".into())));
        assert_eq!(size("", false), None);
    }

    /// What was not answered has no number; what decides already, has.
    #[test]
    fn not_scored_yet_is_never_a_number() {
        let none = draft([false; 7]);
        let missing = |draft: &Draft| (score(draft), unscored(draft).unwrap());
        let unasked = missing(&none.clone().with("pigment", ""));
        assert!(unasked.0.is_none() && unasked.1.contains("pigmented"), "{unasked:?}");
        let untouched = missing(&none.clone().with("seven_none", ""));
        assert!(untouched.0.is_none() && untouched.1.contains(NONE_OF_THEM), "{untouched:?}");
        let measured_only = missing(&none.clone().with("seven_none", "").with("size_mm", "8"));
        assert!(measured_only.0.is_none(), "{measured_only:?}");
        let unmeasured = missing(&none.clone().with("size_mm", "").tick("change_size").with("seven_none", ""));
        assert!(unmeasured.0.is_none() && unmeasured.1.contains("diameter"), "{unmeasured:?}");
        let contradicted = missing(&none.clone().tick("change_colour"));
        assert!(contradicted.0.is_none() && contradicted.1.contains("irregular colour"), "{contradicted:?}");
        let decided = none.clone().with("size_mm", "").with("seven_none", "").tick("change_size").tick("change_shape");
        assert_eq!((score(&decided).unwrap().points, unscored(&decided)), (4, None));
        assert_eq!(score(&none).unwrap().points, 0);
    }

    proptest! {
        #[test]
        fn another_feature_never_lowers_the_score(features in any::<[bool; 7]>(), more in 0usize..7) {
            let before = score(&draft(features)).unwrap();
            let mut features = features;
            features[more] = true;
            let after = score(&draft(features)).unwrap();
            prop_assert!(after.points >= before.points && after.points <= 10);
            prop_assert!(after.refer || !before.refer);
        }
    }
}
