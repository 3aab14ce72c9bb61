//! Where the kind of request and what was written in it do not fit together (NICE NG12, domain.md 3.4). "Refer" and
//! "consider" stand as NICE uses them.

use super::score;
use crate::{
    case::{Kind, Site},
    forms::Findings,
};

/// Larger than this, in mm, a crusted lesion raises more suspicion (older descriptor of squamous cell carcinoma).
const LARGE_CRUSTED_MM: f32 = 10.0;

/// Where NG12 says refer and something else was chosen. Sending asks for a reason then, which the specialist reads.
pub fn ng12_conflict(findings: &Findings) -> Option<String> {
    let score = score(findings).filter(|score| score.refer)?;
    Some(format!("{} You have chosen {}.", score.sentence, chosen(findings)?))
}

/// One sentence for each "consider"; none in a request that already goes by the suspected cancer pathway.
pub fn ng12_prompts(findings: &Findings) -> Vec<String> {
    let Some(chosen) = chosen(findings) else { return Vec::new() };
    ng12_says(findings).into_iter().map(|what| format!("{what} You have chosen {chosen}.")).collect()
}

/// What was chosen instead of the suspected cancer pathway; None where it was not.
fn chosen(findings: &Findings) -> Option<&'static str> {
    match findings.kind.unwrap_or_default() {
        Kind::Advice => Some("advice"),
        Kind::Assessment => Some("a referral for assessment"),
        Kind::Cancer => None,
    }
}

/// What NG12 says of a lesion as it was described, beside its score and whatever was chosen.
pub fn ng12_says(findings: &Findings) -> Vec<&'static str> {
    let mut says = Vec::new();
    if !findings.may_be_lesion() {
        return says;
    }
    if suggests_squamous(findings) {
        says.push(
            "A crusted lesion with these features may be a squamous cell carcinoma: NICE NG12 says consider a \
             suspected cancer pathway referral.",
        );
    }
    if findings.thinks_of_basal_cell && findings.site.is_some_and(Site::delay_may_matter) {
        says.push(
            "Basal cell carcinoma near the eye, nose, lip or ear: NICE NG12 says consider routine referral, and \
             consider a suspected cancer pathway referral only if a delay may matter because of its site or size.",
        );
    }
    says
}

fn suggests_squamous(findings: &Findings) -> bool {
    let large = findings.largest_mm.is_some_and(|mm| mm > LARGE_CRUSTED_MM);
    let exposed = matches!(
        findings.site,
        Some(Site::Face | Site::Scalp | Site::Ear | Site::Lip | Site::Eyelid | Site::Nose | Site::Hand)
    );
    findings.crusted && (large || findings.change_size || findings.immunosuppressed || exposed)
}

#[cfg(test)]
mod tests {
    use crate::case::{Draft, Filled};

    fn ng12_conflict(draft: &Draft) -> Option<String> {
        super::ng12_conflict(&Filled::of(draft.clone()).findings())
    }

    fn ng12_prompts(draft: &Draft) -> Vec<String> {
        super::ng12_prompts(&Filled::of(draft.clone()).findings())
    }

    fn lesion() -> Draft {
        Draft { kind: "advice".into(), problem: "lesion".into(), ..Draft::default() }.with("site", "forearm")
    }

    #[test]
    fn a_score_of_three_on_an_advice_request() {
        let draft = lesion().with("pigment", "yes").tick("change_size").with("size_mm", "8");
        let conflict = ng12_conflict(&draft).unwrap();
        assert!(conflict.contains("says refer") && conflict.ends_with("You have chosen advice."), "{conflict}");
        let assessment = ng12_conflict(&Draft { kind: "assessment".into(), ..draft.clone() }).unwrap();
        assert!(assessment.ends_with("You have chosen a referral for assessment."), "{assessment}");
        assert_eq!(ng12_conflict(&Draft { kind: "cancer".into(), ..draft.clone() }), None);
        assert_eq!(ng12_conflict(&draft.with("size_mm", "6")), None);
    }

    #[test]
    fn squamous_features() {
        let crusted = lesion().tick("crust");
        assert!(ng12_prompts(&crusted).is_empty());
        for draft in [
            crusted.clone().with("size_mm", "12"),
            crusted.clone().tick("change_size"),
            crusted.clone().tick("immunosuppressed"),
            crusted.with("site", "scalp"),
        ] {
            assert!(ng12_prompts(&draft)[0].contains("squamous"));
        }
    }

    #[test]
    fn basal_cell_carcinoma_where_delay_may_matter() {
        let nose = Draft { impression: "?BCC".into(), ..lesion() }.with("site", "nose");
        assert!(ng12_prompts(&nose)[0].contains("consider routine referral"));
        assert!(ng12_prompts(&nose.with("site", "upper_back")).is_empty());
    }
}
