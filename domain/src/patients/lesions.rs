//! Lesions of a patient: one for each site and side, by the number that the practice speaks of it by.

use crate::{
    case::{Draft, Site},
    ids::PatientId,
};

/// One, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LesionRow {
    /// Whose record it is in.
    pub patient: PatientId,
    pub number: u32,
    pub site: String,
    pub side: String,
}

/// What a form says that a case is about: site and side, both empty where there is none.
pub fn lesion_of(draft: &Draft) -> (&str, &str) {
    let [site, side] = ["site", "side"].map(|link_id| draft.response.typed(link_id));
    if site.parse::<Site>().is_ok() { (site, side) } else { ("", "") }
}

/// "forearm-left": one site with its side.
pub fn lesion_code(site: &str, side: &str) -> String {
    if side.is_empty() { site.to_owned() } else { format!("{site}-{side}") }
}

/// Each place of a group of merged records once, with the number it is shown by: those of the record that leads keep theirs,
/// and what only the others have is counted on, in the order in which it came.
pub fn numbered(leads: PatientId, rows: &[LesionRow]) -> Vec<(String, u32)> {
    let code = |row: &LesionRow| lesion_code(&row.site, &row.side);
    let mut shown: Vec<(String, u32)> =
        rows.iter().filter(|row| row.patient == leads).map(|row| (code(row), row.number)).collect();
    for row in rows.iter().filter(|row| row.patient != leads) {
        if shown.iter().all(|(shown, _)| *shown != code(row)) {
            let next = shown.iter().map(|(_, number)| number + 1).max().unwrap_or(1);
            shown.push((code(row), next));
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const ANN: PatientId = PatientId(Uuid::from_u128(1));
    const TWIN: PatientId = PatientId(Uuid::from_u128(2));

    #[test]
    fn numbers_of_who_leads_stay() {
        let row = |patient, number, site: &str, side: &str| LesionRow {
            patient,
            number,
            site: site.into(),
            side: side.into(),
        };
        let rows = [
            row(TWIN, 1, "ear", "left"),
            row(ANN, 2, "ear", "left"),
            row(ANN, 4, "nose", ""),
            row(TWIN, 2, "scalp", ""),
        ];
        let shown = |leads| {
            numbered(leads, &rows).into_iter().map(|(code, number)| format!("{number} {code}")).collect::<Vec<_>>()
        };
        assert_eq!(shown(ANN), ["2 ear-left", "4 nose", "5 scalp"]);
        assert_eq!(shown(TWIN), ["1 ear-left", "2 scalp", "3 nose"]);
        assert_eq!(numbered(ANN, &[]), []);
        let draft = Draft::default().with("site", "ear").with("side", "left");
        assert_eq!(lesion_of(&draft), ("ear", "left"));
        assert_eq!(lesion_of(&draft.with("site", "elbow")), ("", ""));
    }
}
