//! Who is looked at before the rest, whatever is due when (domain.md 3.3 to 3.5): an advice request with three weeks to
//! go may be the melanoma, and one that is due in an hour a question about acne.

use super::score;
use crate::case::{Draft, Kind, Site};

/// Whether a specialist should read this request before those that are merely due sooner. It orders a list and decides
/// nothing.
pub fn looks_first(draft: &Draft) -> bool {
    let lesion = draft.problem != "rash";
    let acral = draft.site.parse().is_ok_and(Site::is_acral);
    draft.kind.parse() == Ok(Kind::Cancer)
        || score(draft).is_some_and(|score| score.refer)
        || (draft.is_pigmented() && acral)
        || (lesion && draft.change_raised && draft.change_size)
        || draft.immunosuppressed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_not_wait_comes_first() {
        let lesion =
            Draft { kind: "advice".into(), problem: "lesion".into(), site: "forearm".into(), ..Draft::default() };
        assert!(!looks_first(&lesion));
        for first in [
            Draft { kind: "cancer".into(), ..lesion.clone() },
            Draft { pigmented: true, seven_size: true, seven_colour: true, ..lesion.clone() },
            Draft { pigmented: true, site: "sole".into(), ..lesion.clone() },
            Draft { pigmented: true, site: "nail".into(), ..lesion.clone() },
            Draft { change_raised: true, change_size: true, ..lesion.clone() },
            Draft { immunosuppressed: true, ..lesion.clone() },
        ] {
            assert!(looks_first(&first), "{first:?}");
        }
        // A rash on a sole is eczema more often than anything.
        assert!(!looks_first(&Draft { problem: "rash".into(), pigmented: true, site: "sole".into(), ..lesion }));
    }
}
