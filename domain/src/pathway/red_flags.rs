//! Red flags outside the score (domain.md 3.5). The same-day ones must not wait for an answer at all.

use crate::{case::Site, forms::Findings, guide::Subject};

/// One sentence per red flag, the most urgent first.
pub fn red_flags(findings: &Findings) -> Vec<String> {
    let mut flags = Vec::new();
    if findings.names_an_emergency {
        flags.push(
            "This may need to be seen today: phone the on-call dermatologist or send the patient to hospital. Do not \
             wait for an answer here."
                .to_owned(),
        );
    } else if findings.subject == Some(Subject::Rash) && findings.unwell {
        flags.push(
            "A rash in an unwell patient: if most of the skin is red, or there is blistering, mucosal loss, purpura \
             with fever or eczema herpeticum, phone the on-call dermatologist today."
                .to_owned(),
        );
    }
    if !findings.may_be_lesion() {
        return flags;
    }
    match findings.site {
        Some(Site::Nail) if findings.is_pigmented_lesion() => flags.push(
            "Pigment under a nail: a new line or growth there is a red flag for melanoma, whatever the score.".into(),
        ),
        Some(site) if site.is_acral() && findings.is_pigmented_lesion() => flags.push(
            "Pigment on a palm or sole is a red flag for melanoma, whatever the score, in every skin type.".into(),
        ),
        Some(_) | None => {}
    }
    if findings.raised && findings.change_size {
        flags.push(
            "Raised and growing: NICE NG12 says consider a suspected cancer pathway referral for any lesion that \
             suggests nodular melanoma, pigmented or not."
                .into(),
        );
    }
    flags
}

#[cfg(test)]
mod tests {
    use crate::case::{Draft, Filled};

    fn red_flags(draft: &Draft) -> Vec<String> {
        super::red_flags(&Filled::of(draft.clone()).findings())
    }

    #[test]
    fn same_day_problems_are_named_first() {
        let draft = |question: &str| Draft { question: question.into(), ..Draft::default() };
        assert!(red_flags(&draft("? Erythroderma since Friday"))[0].contains("today"));
        assert!(red_flags(&draft("could this be SJS/TEN?"))[0].contains("today"));
        assert!(red_flags(&draft("for ten days, itches under her dress")).is_empty());
        let unwell = Draft { problem: "rash".into(), ..Draft::default() }.tick("systemic_upset");
        assert_eq!(red_flags(&unwell).len(), 1);
    }

    #[test]
    fn pigment_on_nail_and_sole_and_a_growing_lump() {
        let lesion = Draft { problem: "lesion".into(), ..Draft::default() }.with("pigment", "yes");
        let at = |site: &str| lesion.clone().with("site", site);
        assert!(red_flags(&at("nail"))[0].contains("nail"));
        assert!(red_flags(&at("sole"))[0].contains("sole"));
        assert!(red_flags(&at("forearm")).is_empty());
        let growing = at("forearm").tick("change_raised").tick("change_size");
        assert!(red_flags(&growing)[0].contains("consider"));
    }
}
