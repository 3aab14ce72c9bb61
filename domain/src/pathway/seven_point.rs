//! The weighted 7-point checklist of NICE NG12, for pigmented lesions only (domain.md 3.3).

use super::Score;
use crate::case::Draft;

/// From this score on NG12 says refer, by the suspected cancer pathway.
pub const REFER_AT: u32 = 3;

/// The score; None where the checklist does not apply.
pub fn score(draft: &Draft) -> Option<Score> {
    if !draft.pigmented || draft.problem == "rash" {
        return None;
    }
    let major = [draft.seven_size, draft.seven_shape, draft.seven_colour];
    let minor = [draft.seven_large, draft.seven_inflamed, draft.seven_oozing, draft.seven_sensation];
    let points = 2 * ticked(&major) + ticked(&minor);
    let refer = points >= REFER_AT;
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
    Some(Score { points, sentence, refer })
}

fn ticked(features: &[bool]) -> u32 {
    features.iter().map(|&feature| u32::from(feature)).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn draft(features: [bool; 7]) -> Draft {
        let [seven_size, seven_shape, seven_colour, seven_large, seven_inflamed, seven_oozing, seven_sensation] =
            features;
        Draft {
            pigmented: true,
            seven_size,
            seven_shape,
            seven_colour,
            seven_large,
            seven_inflamed,
            seven_oozing,
            seven_sensation,
            ..Draft::default()
        }
    }

    /// domain.md 3.3.
    #[test]
    fn vectors() {
        for (majors, minors, points, refer) in
            [(1, 0, 2, false), (1, 1, 3, true), (0, 3, 3, true), (0, 4, 4, true), (2, 0, 4, true), (3, 4, 10, true)]
        {
            let features = std::array::from_fn(|i| if i < 3 { i < majors } else { i - 3 < minors });
            let score = score(&draft(features)).unwrap();
            assert_eq!((score.points, score.refer), (points, refer));
            assert_eq!(score.sentence.contains("says refer"), refer, "{}", score.sentence);
        }
    }

    #[test]
    fn only_for_pigmented_lesions() {
        assert_eq!(score(&Draft { pigmented: false, ..draft([true; 7]) }), None);
        assert_eq!(score(&Draft { problem: "rash".into(), ..draft([true; 7]) }), None);
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
