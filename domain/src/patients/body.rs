//! Where a site of the body lies on a drawing of it: two figures, seen from the front and from behind, each 200 wide and
//! 440 high. A figure that faces the reader has its left on their right.

use serde::{Deserialize, Serialize};

use crate::{
    case::{Side, Site},
    code::coded,
};

/// A drawn figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Figure {
    Front,
    Back,
}

coded! { Figure, "figure",
    Front => "front", "Front";
    Back => "back", "Back";
}

/// A point on one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spot {
    pub figure: Figure,
    pub x: u16,
    pub y: u16,
}

/// The middle of a figure.
const MIDDLE: u16 = 100;

/// The points of a site: two where it is on both sides, none where it is everywhere.
pub fn spots(site: Site, side: Option<Side>) -> Vec<Spot> {
    let Some((figure, out, y)) = place(site) else { return Vec::new() };
    // Seen from the front the patient's left is on the reader's right, from behind on their left.
    let (left, right) = match figure {
        Figure::Front => (MIDDLE + out, MIDDLE - out),
        Figure::Back => (MIDDLE - out, MIDDLE + out),
    };
    let at = |x| Spot { figure, x, y };
    match side {
        Some(Side::Left) => vec![at(left)],
        Some(Side::Right) => vec![at(right)],
        Some(Side::Both) => vec![at(left), at(right)],
        // Between two arms there is nothing: what is said to be in the middle of one is of neither side.
        Some(Side::Middle) | None if is_paired(site) => vec![at(left), at(right)],
        Some(Side::Middle) | None => vec![at(MIDDLE)],
    }
}

/// Which figure, how far out from its middle, and how far down.
const fn place(site: Site) -> Option<(Figure, u16, u16)> {
    let (figure, out, y) = match site {
        Site::Scalp => (Figure::Back, 9, 22),
        Site::Face => (Figure::Front, 11, 46),
        Site::Ear => (Figure::Front, 24, 40),
        Site::Eyelid => (Figure::Front, 9, 34),
        Site::Nose => (Figure::Front, 3, 41),
        Site::Lip => (Figure::Front, 5, 53),
        Site::Neck => (Figure::Front, 7, 72),
        Site::Chest => (Figure::Front, 18, 112),
        Site::Abdomen => (Figure::Front, 14, 170),
        Site::UpperBack => (Figure::Back, 18, 112),
        Site::LowerBack => (Figure::Back, 14, 175),
        Site::Shoulder => (Figure::Front, 41, 92),
        Site::UpperArm => (Figure::Front, 50, 125),
        Site::Forearm => (Figure::Front, 59, 175),
        Site::Hand => (Figure::Front, 67, 219),
        Site::Nail => (Figure::Front, 69, 235),
        Site::Thigh => (Figure::Front, 20, 265),
        Site::LowerLeg => (Figure::Front, 20, 345),
        Site::Foot => (Figure::Front, 22, 412),
        Site::Sole => (Figure::Back, 22, 416),
        Site::Widespread => return None,
    };
    Some((figure, out, y))
}

/// Whether there are two of it, apart from each other.
const fn is_paired(site: Site) -> bool {
    match site {
        Site::Ear
        | Site::Eyelid
        | Site::Shoulder
        | Site::UpperArm
        | Site::Forearm
        | Site::Hand
        | Site::Nail
        | Site::Thigh
        | Site::LowerLeg
        | Site::Foot
        | Site::Sole => true,
        Site::Scalp
        | Site::Face
        | Site::Nose
        | Site::Lip
        | Site::Neck
        | Site::Chest
        | Site::Abdomen
        | Site::UpperBack
        | Site::LowerBack
        | Site::Widespread => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn left_is_the_patients_left() {
        let x = |site, side| spots(site, Some(side))[0].x;
        assert!(x(Site::Forearm, Side::Left) > MIDDLE && x(Site::Forearm, Side::Right) < MIDDLE);
        assert!(x(Site::UpperBack, Side::Left) < MIDDLE && x(Site::UpperBack, Side::Right) > MIDDLE);
    }

    #[test]
    fn every_site_but_everywhere_has_its_place_on_paper() {
        for &site in Site::ALL {
            for side in Side::ALL.iter().copied().map(Some).chain([None]) {
                let found = spots(site, side);
                assert_eq!(found.is_empty(), site == Site::Widespread, "{site:?}");
                assert!(
                    found.iter().all(|spot| spot.x > 20 && spot.x < 180 && spot.y > 10 && spot.y < 430),
                    "{site:?}"
                );
                let twice = side == Some(Side::Both) || (is_paired(site) && matches!(side, Some(Side::Middle) | None));
                assert_eq!(found.len(), if site == Site::Widespread { 0 } else { 1 + usize::from(twice) }, "{site:?}");
            }
        }
        let nowhere_twice: std::collections::HashSet<_> = Site::ALL.iter().filter_map(|site| place(*site)).collect();
        assert_eq!(nowhere_twice.len(), Site::ALL.len() - 1, "two sites at one place cannot be told apart");
    }
}
