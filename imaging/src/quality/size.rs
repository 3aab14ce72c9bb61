use super::{Distance, Finding, thresholds};

/// The worst that can be said of a size; which side is the longer does not matter.
pub(super) fn finding(width: u32, height: u32, distance: Distance) -> Option<Finding> {
    let (longer, shorter) = (width.max(height), width.min(height));
    let under = |(least_longer, least_shorter): (u32, u32)| longer < least_longer || shorter < least_shorter;
    let pixels = u64::from(width) * u64::from(height);
    if under(thresholds::LEAST) {
        Some(Finding::TooSmall)
    } else if under(thresholds::PREFERRED) {
        Some(Finding::Small)
    } else if distance == Distance::CloseUp && pixels < u64::from(thresholds::CLOSE_UP) {
        Some(Finding::SmallCloseUp)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_the_table() {
        assert_eq!(finding(799, 600, Distance::Any), Some(Finding::TooSmall));
        assert_eq!(finding(600, 800, Distance::Any), Some(Finding::Small));
        assert_eq!(finding(1_024, 768, Distance::Any), None);
        assert_eq!(finding(1_024, 768, Distance::CloseUp), Some(Finding::SmallCloseUp));
        assert_eq!(finding(2_000, 1_000, Distance::CloseUp), None);
    }
}
