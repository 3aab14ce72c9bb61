use super::{Distance, Finding, Note, thresholds};

/// The worst that can be said of a size; which side is the longer does not matter.
pub(super) fn note(width: u32, height: u32, distance: Distance) -> Option<Note> {
    let (longer, shorter) = (width.max(height), width.min(height));
    let under = |(least_longer, least_shorter): (u32, u32)| longer < least_longer || shorter < least_shorter;
    let pixels = u64::from(width) * u64::from(height);
    let finding = if under(thresholds::LEAST) {
        Finding::TooSmall
    } else if under(thresholds::PREFERRED) {
        Finding::Small
    } else if distance == Distance::CloseUp && pixels < u64::from(thresholds::CLOSE_UP) {
        Finding::SmallCloseUp
    } else {
        return None;
    };
    Some(Note { finding, measured: pixels as f32 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_the_table() {
        let found = |width, height, distance| note(width, height, distance).map(|note| note.finding);
        assert_eq!(found(799, 600, Distance::Any), Some(Finding::TooSmall));
        assert_eq!(found(600, 800, Distance::Any), Some(Finding::Small));
        assert_eq!(found(1_024, 768, Distance::Any), None);
        assert_eq!(found(1_024, 768, Distance::CloseUp), Some(Finding::SmallCloseUp));
        assert_eq!(found(2_000, 1_000, Distance::CloseUp), None);
    }
}
