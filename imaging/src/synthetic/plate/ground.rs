//! A body put together from rounded limbs, and what is painted on it.

use crate::synthetic::noise::{mix, step};

/// What is at one place before any skin change. Lengths are in millimetres.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Ground {
    /// How far outside of the body; negative on it.
    pub(super) outside: f32,
    /// Towards the camera.
    pub(super) height: f32,
    pub(super) melanin: f32,
    pub(super) blood: f32,
    /// Each of these 0.0 to 1.0.
    pub(super) hair: f32,
    pub(super) nail: f32,
    /// Where no light comes: a nostril, the line between lips.
    pub(super) dark: f32,
}

/// The ground at one place, while it is put together.
#[derive(Clone, Copy)]
pub(super) struct Body {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) ground: Ground,
}

impl Body {
    /// Nothing yet.
    pub(super) fn at(x: f32, y: f32) -> Body {
        Body { x, y, ground: Ground { outside: 10_000.0, ..Ground::default() } }
    }

    /// A limb between two places, each x, y and radius, that runs into what is there over `blend`.
    pub(super) fn limb(mut self, from: [f32; 3], to: [f32; 3], blend: f32) -> Body {
        let (along_x, along_y) = (to[0] - from[0], to[1] - from[1]);
        let length = along_x * along_x + along_y * along_y;
        let share = ((self.x - from[0]) * along_x + (self.y - from[1]) * along_y) / length.max(0.01);
        let share = share.clamp(0.0, 1.0);
        let radius = mix(from[2], to[2], share);
        let away = (self.x - from[0] - share * along_x).hypot(self.y - from[1] - share * along_y);
        let height = (radius * radius - away * away).max(0.0).sqrt();
        self.ground.outside = least(self.ground.outside, away - radius, blend);
        self.ground.height = -least(-self.ground.height, -height, blend);
        self
    }

    /// A limb and its mirror image.
    pub(super) fn limbs(self, from: [f32; 3], to: [f32; 3], blend: f32) -> Body {
        let mirrored = |at: [f32; 3]| [-at[0], at[1], at[2]];
        self.limb(from, to, blend).limb(mirrored(from), mirrored(to), blend)
    }

    /// A soft hill, or a hollow where `height` is negative.
    pub(super) fn bump(mut self, at: [f32; 2], radius: [f32; 2], height: f32) -> Body {
        self.ground.height += height * self.near(at, radius);
        self
    }

    /// 1.0 in the middle of an ellipse, softly less around it.
    pub(super) fn near(&self, at: [f32; 2], radius: [f32; 2]) -> f32 {
        let away = ((self.x - at[0]) / radius[0]).powi(2) + ((self.y - at[1]) / radius[1]).powi(2);
        if away > 9.0 { 0.0 } else { (-away).exp() }
    }

    /// 1.0 within an ellipse, 0.0 outside of it.
    pub(super) fn within(&self, at: [f32; 2], radius: [f32; 2]) -> f32 {
        step(1.12, 0.88, ((self.x - at[0]) / radius[0]).hypot((self.y - at[1]) / radius[1]))
    }

    /// 1.0 on a line `width` thick that bends by `bend` on its way of `reach` to either side of a place.
    pub(super) fn line(&self, at: [f32; 2], reach: f32, bend: f32, width: f32) -> f32 {
        let along = (self.x - at[0]) / reach;
        let off = (self.y - at[1] - bend * along * along) / width;
        step(1.0, 0.4, off.abs()) * step(1.0, 0.8, along.abs())
    }

    /// A fingernail or toenail on the end of a limb that points from `root` to `tip`.
    pub(super) fn nail(mut self, root: [f32; 2], tip: [f32; 2], wide: f32) -> Body {
        let (along_x, along_y) = (tip[0] - root[0], tip[1] - root[1]);
        let length = along_x.hypot(along_y);
        let (x, y) = (self.x - root[0], self.y - root[1]);
        let along = (x * along_x + y * along_y) / length;
        let across = (x * along_y - y * along_x) / length;
        // Nearly straight sides, rounded at both ends.
        let away = (across / wide).abs().powi(4) + ((along - length / 2.0) / (length / 2.0)).abs().powi(3);
        self.ground.nail = self.ground.nail.max(step(1.10, 0.90, away));
        self.ground.height += 0.9 * step(1.2, 0.8, away);
        self.ground.dark = self.ground.dark.max(0.30 * step(1.5, 1.2, away) * step(0.95, 1.15, away));
        self
    }
}

/// The lesser of two, rounded off where they meet.
fn least(one: f32, other: f32, blend: f32) -> f32 {
    let blend = blend.max(0.01);
    let share = (0.5 + 0.5 * (other - one) / blend).clamp(0.0, 1.0);
    mix(other, one, share) - blend * share * (1.0 - share)
}
