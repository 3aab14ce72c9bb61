use serde::{Deserialize, Serialize};

use crate::{
    case::{Kind, Site},
    code::coded,
};

/// Whom a pathway does not look after. What it reads of a request is `domain::pathway::exclusions`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExclusionKind {
    /// Younger than so many years.
    UnderAge,
    /// More lesions than so many.
    MoreLesions,
    /// The site is named as genital or anal: pictures that no patient is asked for.
    Anogenital,
    /// One of some sites of the body.
    AtSite,
    Immunosuppressed,
}

coded! { ExclusionKind, "exclusion",
    UnderAge => "under_age", "Patients under an age";
    MoreLesions => "more_lesions", "More than a number of lesions";
    Anogenital => "anogenital", "Genital or anal skin";
    AtSite => "at_site", "Some sites of the body";
    Immunosuppressed => "immunosuppressed", "Immunosuppressed patients";
}

/// What becomes of a request that is excluded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IfExcluded {
    /// It is sent with a reason, which the specialist reads.
    #[default]
    AsksReason,
    /// It is not sent to this service on this pathway.
    Stops,
}

coded! { IfExcluded, "then",
    AsksReason => "asks_reason", "Asks for a reason";
    Stops => "stops", "Is not taken";
}

/// One group of patients that a pathway does not look after, and where they are looked after instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exclusion {
    pub of: ExclusionKind,
    pub then: IfExcluded,
    /// Years, or lesions; 0 where the kind has no number.
    #[serde(default)]
    pub limit: u32,
    /// Of `AtSite`, in the order of [`Site::ALL`].
    #[serde(default)]
    pub sites: Vec<Site>,
    /// Where to instead, in one sentence.
    pub instead: String,
}

impl ExclusionKind {
    /// The bounds of its number and the usual one; None for what has none. Under 16: North Central London; more than three
    /// lesions: the same (domain.md 0a.9, 3.8: hubs take two).
    pub const fn limits(self) -> Option<(u32, u32, u32)> {
        match self {
            Self::UnderAge => Some((1, 120, 16)),
            Self::MoreLesions => Some((1, 20, 3)),
            Self::Anogenital | Self::AtSite | Self::Immunosuppressed => None,
        }
    }

    /// What the number counts.
    pub const fn unit(self) -> &'static str {
        match self {
            Self::UnderAge => "Under how many years",
            Self::MoreLesions => "More than how many lesions",
            Self::Anogenital | Self::AtSite | Self::Immunosuppressed => "",
        }
    }

    /// Where to instead, as it comes with the program.
    pub const fn usual_instead(self) -> &'static str {
        match self {
            Self::UnderAge => "Refer children to paediatric dermatology, to be seen in person.",
            Self::MoreLesions => "Refer for a full skin check in a clinic, or ask about the one that worries you most.",
            Self::Anogenital => {
                "Refer to be seen in person, without pictures: a vulval, urology or sexual health clinic."
            }
            Self::AtSite => "Refer to be seen in person.",
            Self::Immunosuppressed => "Refer to the skin clinic for immunosuppressed patients.",
        }
    }
}

/// Who is excluded as a service begins: asked about, never stopped. Nobody is where cancer is suspected: a referral that
/// has to be made at once is not held up by whom a service would rather see otherwise.
pub fn usual_exclusions(kind: Kind) -> Vec<Exclusion> {
    let of = match kind {
        Kind::Advice | Kind::Assessment => {
            &[ExclusionKind::UnderAge, ExclusionKind::MoreLesions, ExclusionKind::Anogenital][..]
        }
        Kind::Cancer => &[],
    };
    let exclusion = |&of: &ExclusionKind| Exclusion {
        of,
        then: IfExcluded::AsksReason,
        limit: of.limits().map_or(0, |(.., usual)| usual),
        sites: Vec::new(),
        instead: of.usual_instead().to_owned(),
    };
    of.iter().map(exclusion).collect()
}

impl Exclusion {
    /// "patients under 16", "more than 3 lesions".
    pub fn whom(&self) -> String {
        match self.of {
            ExclusionKind::UnderAge => format!("patients under {}", self.limit),
            ExclusionKind::MoreLesions => format!("more than {} lesions", self.limit),
            ExclusionKind::Anogenital => "genital or anal skin".to_owned(),
            ExclusionKind::AtSite => {
                let sites: Vec<String> = self.sites.iter().map(|site| site.label().to_lowercase()).collect();
                format!("problems at these sites: {}", sites.join(", "))
            }
            ExclusionKind::Immunosuppressed => "immunosuppressed patients".to_owned(),
        }
    }
}
