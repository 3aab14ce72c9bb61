//! Who is looked at before the rest, whatever is due when (domain.md 3.3 to 3.5): an advice request with three weeks to
//! go may be the melanoma, and one that is due in an hour a question about acne.

use super::score;
use crate::{
    case::{Kind, Site},
    forms::Findings,
};

/// Whether a specialist should read this request before those that are merely due sooner. It orders a list and decides
/// nothing.
pub fn looks_first(findings: &Findings) -> bool {
    findings.kind == Some(Kind::Cancer)
        || score(findings).is_some_and(|score| score.refer)
        || (findings.is_pigmented_lesion() && findings.site.is_some_and(Site::is_acral))
        || (findings.may_be_lesion() && findings.raised && findings.change_size)
        || findings.immunosuppressed
}

#[cfg(test)]
mod tests {
    use crate::case::{Draft, Filled};

    fn looks_first(draft: &Draft) -> bool {
        super::looks_first(&Filled::of(draft.clone()).findings())
    }

    #[test]
    fn what_may_not_wait_comes_first() {
        let lesion = Draft { kind: "advice".into(), problem: "lesion".into(), ..Draft::default() };
        let lesion = lesion.with("site", "forearm");
        let pigmented = lesion.clone().with("pigment", "yes");
        assert!(!looks_first(&lesion));
        for first in [
            Draft { kind: "cancer".into(), ..lesion.clone() },
            pigmented.clone().tick("change_size").tick("change_colour"),
            pigmented.clone().with("site", "sole"),
            pigmented.clone().with("site", "nail"),
            lesion.clone().tick("change_raised").tick("change_size"),
            lesion.tick("immunosuppressed"),
        ] {
            assert!(looks_first(&first), "{first:?}");
        }
        // A rash on a sole is eczema more often than anything.
        assert!(!looks_first(&Draft { problem: "rash".into(), ..pigmented.with("site", "sole") }));
    }
}
