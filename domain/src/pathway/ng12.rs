//! Where the kind of request and what was written in it do not fit together (NICE NG12, domain.md 3.4). "Refer" and
//! "consider" stand as NICE uses them.

use super::score;
use crate::case::{Draft, Kind, Site};

/// Larger than this, in mm, a crusted lesion raises more suspicion (older descriptor of squamous cell carcinoma).
const LARGE_CRUSTED_MM: f32 = 10.0;

/// One sentence per conflict; none in a request that already goes by the suspected cancer pathway.
pub fn ng12_prompts(draft: &Draft) -> Vec<String> {
    let kind = draft.kind.parse::<Kind>().unwrap_or_default();
    let mut prompts = Vec::new();
    if kind == Kind::Cancer || draft.problem == "rash" {
        return prompts;
    }
    let chosen = match kind {
        Kind::Advice => "advice",
        Kind::Assessment | Kind::Cancer => "a referral for assessment",
    };
    if let Some(score) = score(draft).filter(|score| score.refer) {
        prompts.push(format!("{} You have chosen {chosen}.", score.sentence));
    }
    if suggests_squamous(draft) {
        prompts.push(format!(
            "A crusted lesion with these features may be a squamous cell carcinoma: NICE NG12 says consider a \
             suspected cancer pathway referral. You have chosen {chosen}."
        ));
    }
    if suggests_basal(draft) && draft.site.parse().is_ok_and(Site::delay_may_matter) {
        prompts.push(
            "Basal cell carcinoma near the eye, nose, lip or ear: NICE NG12 says consider routine referral, and \
             consider a suspected cancer pathway referral only if a delay may matter because of its site or size."
                .into(),
        );
    }
    prompts
}

fn suggests_squamous(draft: &Draft) -> bool {
    let large = draft.size_mm.trim().parse::<f32>().is_ok_and(|mm| mm > LARGE_CRUSTED_MM);
    let exposed = matches!(
        draft.site.parse(),
        Ok(Site::Face | Site::Scalp | Site::Ear | Site::Lip | Site::Eyelid | Site::Nose | Site::Hand)
    );
    draft.crust && (large || draft.change_size || draft.immunosuppressed || exposed)
}

fn suggests_basal(draft: &Draft) -> bool {
    let impression = draft.impression.to_lowercase();
    impression.contains("basal cell") || impression.split(|c: char| !c.is_alphanumeric()).any(|word| word == "bcc")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lesion() -> Draft {
        Draft { kind: "advice".into(), problem: "lesion".into(), site: "forearm".into(), ..Draft::default() }
    }

    #[test]
    fn a_score_of_three_on_an_advice_request() {
        let draft = Draft { pigmented: true, seven_size: true, seven_large: true, ..lesion() };
        let prompts = ng12_prompts(&draft);
        assert!(prompts[0].contains("says refer") && prompts[0].ends_with("You have chosen advice."));
        assert!(ng12_prompts(&Draft { kind: "cancer".into(), ..draft }).is_empty());
    }

    #[test]
    fn squamous_features() {
        let crusted = Draft { crust: true, ..lesion() };
        assert!(ng12_prompts(&crusted).is_empty());
        for draft in [
            Draft { size_mm: "12".into(), ..crusted.clone() },
            Draft { change_size: true, ..crusted.clone() },
            Draft { immunosuppressed: true, ..crusted.clone() },
            Draft { site: "scalp".into(), ..crusted },
        ] {
            assert!(ng12_prompts(&draft)[0].contains("squamous"));
        }
    }

    #[test]
    fn basal_cell_carcinoma_where_delay_may_matter() {
        let nose = Draft { impression: "?BCC".into(), site: "nose".into(), ..lesion() };
        assert!(ng12_prompts(&nose)[0].contains("consider routine referral"));
        assert!(ng12_prompts(&Draft { site: "upper_back".into(), ..nose }).is_empty());
    }
}
