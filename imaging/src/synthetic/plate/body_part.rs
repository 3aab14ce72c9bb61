//! Where on the body, and where the camera stands.

use super::{
    Framing, Half,
    ground::{Body, Ground},
    head, limbs, trunk,
};

/// A part of the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyPart {
    Scalp,
    Face,
    Ear,
    Eyelid,
    Nose,
    Lip,
    Neck,
    Chest,
    Abdomen,
    Back,
    Shoulder,
    Forearm,
    Hand,
    Nail,
    Thigh,
    LowerLeg,
    Foot,
    Sole,
}

/// What the camera sees: the middle of the picture and how wide it is.
#[derive(Clone, Copy)]
pub(super) struct Sight {
    pub(super) middle: [f32; 2],
    pub(super) wide: f32,
}

impl BodyPart {
    /// What is at a place. Most parts are drawn as if they were the right one's mirror image; `half` is told only where
    /// two halves are seen at once.
    pub(super) fn ground(self, x: f32, y: f32, half: Half, age: u32) -> Ground {
        let flip = if half == Half::Right && self.is_one_of_two() { -1.0 } else { 1.0 };
        let body = Body::at(x * flip, y);
        match self {
            BodyPart::Face | BodyPart::Eyelid | BodyPart::Nose | BodyPart::Lip => head::face(body),
            BodyPart::Ear => head::ear(body),
            BodyPart::Scalp => head::scalp(body, age),
            BodyPart::Neck => head::neck(body),
            BodyPart::Chest => trunk::chest(body),
            BodyPart::Abdomen => trunk::abdomen(body),
            BodyPart::Back => trunk::back(body),
            BodyPart::Shoulder => trunk::shoulder(body),
            BodyPart::Forearm => limbs::forearm(body),
            BodyPart::Hand | BodyPart::Nail => limbs::hand(body),
            BodyPart::Thigh => limbs::thigh(body),
            BodyPart::LowerLeg => limbs::lower_leg(body),
            BodyPart::Foot => limbs::foot(body),
            BodyPart::Sole => limbs::sole(body),
        }
        .ground
    }

    fn is_one_of_two(self) -> bool {
        use BodyPart::{Ear, Foot, Forearm, Hand, LowerLeg, Nail, Neck, Shoulder, Sole, Thigh};
        matches!(self, Ear | Neck | Shoulder | Forearm | Hand | Nail | Thigh | LowerLeg | Foot | Sole)
    }

    /// Where the change is. On a face or a trunk, the patient's left is the viewer's right; on a back it is the left.
    pub(super) fn anchor(self, half: Half) -> [f32; 2] {
        let side = match half {
            Half::Left => 1.0,
            Half::Middle => 0.0,
            Half::Right => -1.0,
        };
        match self {
            BodyPart::Face => [side * 41.0, if half == Half::Middle { -58.0 } else { 24.0 }],
            BodyPart::Nose => [side * 7.0, 27.0],
            BodyPart::Eyelid => [side * 32.0, 13.0],
            BodyPart::Lip => [side * 11.0, 68.0],
            BodyPart::Scalp => [side * 22.0 + 6.0, -14.0],
            BodyPart::Chest => [side * 62.0, 8.0],
            BodyPart::Abdomen => [side * 55.0, 18.0],
            BodyPart::Back => [side * -62.0, 10.0],
            one_of_two => {
                let at = match one_of_two {
                    BodyPart::Ear => [6.0, -27.0],
                    BodyPart::Neck => [14.0, 18.0],
                    BodyPart::Shoulder => [34.0, -24.0],
                    BodyPart::Hand => [2.0, 42.0],
                    BodyPart::Nail => [-81.0, 16.0],
                    BodyPart::LowerLeg => [-34.0, 0.0],
                    BodyPart::Foot => [-20.0, 0.0],
                    BodyPart::Sole => [-42.0, 6.0],
                    _ => [0.0, 0.0],
                };
                if half == Half::Right { [-at[0], at[1]] } else { at }
            }
        }
    }

    pub(super) fn sight(self, framing: Framing, half: Half) -> Sight {
        let anchor = self.anchor(half);
        match framing {
            // A ruler lies along the lower edge.
            Framing::CloseUp => Sight {
                middle: [anchor[0], anchor[1] + if self == BodyPart::Nail { 4.0 } else { 3.0 }],
                wide: if self == BodyPart::Nail { 50.0 } else { 70.0 },
            },
            Framing::Dermoscopic => Sight { middle: anchor, wide: 19.0 },
            Framing::Overview => {
                let (middle, wide) = match self {
                    BodyPart::Face | BodyPart::Eyelid | BodyPart::Nose | BodyPart::Lip => ([0.0, 4.0], 300.0),
                    BodyPart::Scalp => ([0.0, 0.0], 290.0),
                    BodyPart::Ear => ([4.0, 0.0], 190.0),
                    BodyPart::Neck => ([0.0, 0.0], 330.0),
                    BodyPart::Chest | BodyPart::Back => ([0.0, 20.0], 540.0),
                    BodyPart::Abdomen => ([0.0, 10.0], 440.0),
                    BodyPart::Shoulder => ([-20.0, 10.0], 420.0),
                    BodyPart::Hand => ([-4.0, 20.0], 285.0),
                    BodyPart::Nail => ([-14.0, 12.0], 240.0),
                    BodyPart::Forearm => ([0.0, 0.0], 330.0),
                    BodyPart::Thigh => ([0.0, 10.0], 430.0),
                    BodyPart::LowerLeg => ([0.0, 8.0], 430.0),
                    BodyPart::Foot => ([0.0, 0.0], 310.0),
                    BodyPart::Sole => ([0.0, 0.0], 320.0),
                };
                let flip = if half == Half::Right && self.is_one_of_two() { -1.0 } else { 1.0 };
                Sight { middle: [middle[0] * flip, middle[1]], wide }
            }
        }
    }

    /// Lies on a royal blue cloth; everything else is seen in front of a wall.
    pub(super) fn lies_on_cloth(self) -> bool {
        matches!(self, BodyPart::Forearm | BodyPart::Thigh | BodyPart::LowerLeg)
    }

    /// Palms and soles have ridges and no furrows.
    pub(super) fn is_ridged(self) -> bool {
        self == BodyPart::Sole
    }

    /// The sun sees it.
    pub(super) fn is_exposed(self) -> bool {
        use BodyPart::{Ear, Eyelid, Face, Forearm, Hand, Nail, Neck, Nose, Scalp};
        matches!(self, Ear | Eyelid | Face | Forearm | Hand | Nail | Neck | Nose | Scalp)
    }
}
