//! Faces are of nobody: eyes closed, and no more than it takes to see where on them something is.

use super::ground::Body;
use crate::synthetic::noise::step;

pub(super) fn face(body: Body) -> Body {
    let mut body = body
        .limb([0.0, -160.0, 10.0], [0.0, -160.0, 10.0], 1.0)
        .limbs([70.0, 150.0, 40.0], [190.0, 190.0, 60.0], 20.0)
        .limb([0.0, 70.0, 54.0], [0.0, 170.0, 58.0], 6.0)
        .limbs([76.0, -8.0, 9.0], [72.0, 22.0, 6.0], 4.0)
        .limb([0.0, -34.0, 76.0], [0.0, 42.0, 62.0], 26.0)
        .limb([0.0, 70.0, 42.0], [0.0, 82.0, 34.0], 34.0)
        // Brow, cheeks, nose, chin.
        .bump([-32.0, -24.0], [26.0, 9.0], 5.0)
        .bump([32.0, -24.0], [26.0, 9.0], 5.0)
        .bump([-32.0, 0.0], [17.0, 10.0], -4.5)
        .bump([32.0, 0.0], [17.0, 10.0], -4.5)
        .bump([-32.0, 2.0], [12.0, 7.0], 4.0)
        .bump([32.0, 2.0], [12.0, 7.0], 4.0)
        .bump([-42.0, 26.0], [22.0, 18.0], 5.0)
        .bump([42.0, 26.0], [22.0, 18.0], 5.0)
        .bump([0.0, 6.0], [8.0, 26.0], 11.0)
        .bump([0.0, 31.0], [10.0, 9.0], 10.0)
        .bump([-12.0, 36.0], [6.5, 6.0], 6.0)
        .bump([12.0, 36.0], [6.5, 6.0], 6.0)
        .bump([0.0, 56.0], [24.0, 5.0], 3.0)
        .bump([0.0, 68.0], [20.0, 6.0], 4.0)
        .bump([0.0, 92.0], [18.0, 12.0], 5.0);
    let side = body.x.abs();
    let mirrored = Body { x: side, ..body };
    let lips = body.within([0.0, 62.0], [25.0 - 0.3 * (body.y - 62.0).max(0.0), 8.5]);
    let mouth = body.line([0.0, 61.0], 26.0, 1.5, 1.3);
    let nostril = mirrored.within([7.5, 41.0], [4.2, 2.4]);
    let lashes = mirrored.line([32.0, 9.0], 15.0, -4.0, 1.5);
    let crease = mirrored.line([32.0, -5.0], 15.0, 4.0, 1.0);
    let brow = mirrored.line([33.0, -23.0], 19.0, 4.0, 4.2);
    let flush = 0.14 * mirrored.near([42.0, 30.0], [22.0, 18.0]) + 0.12 * body.near([0.0, 32.0], [12.0, 12.0]);
    let ground = &mut body.ground;
    ground.blood += 0.55 * lips + flush;
    ground.melanin += 0.14 * lips + 0.16 * mirrored.near([32.0, 10.0], [16.0, 8.0]);
    ground.dark = ground.dark.max(0.75 * mouth).max(0.9 * nostril).max(0.30 * crease);
    let hairline = -66.0 + 0.004 * side * side + 26.0 * step(50.0, 76.0, side);
    ground.hair = (step(hairline + 5.0, hairline - 8.0, body.y) * step(6.0, -2.0, ground.outside))
        .max(0.75 * brow)
        .max(0.85 * lashes);
    body
}

/// The side of a head.
pub(super) fn ear(body: Body) -> Body {
    let mut body = body.limb([40.0, -40.0, 150.0], [-60.0, 60.0, 130.0], 20.0).bump([-26.0, 30.0], [20.0, 60.0], -4.0);
    // Narrower towards the lobe, leaning back.
    let (x, y) = (body.x - 0.22 * body.y, body.y);
    let wide = 19.0 - 0.13 * y.max(-10.0);
    let away = (x / wide).hypot(y / 33.0);
    let helix = (-((away - 0.86) / 0.13).powi(2)).exp() * if y > 20.0 { 0.5 } else { 1.0 };
    let inner = (-((away - 0.50) / 0.12).powi(2)).exp() * step(24.0, 6.0, y) * step(-12.0, 0.0, x);
    let bowl = step(0.45, 0.15, (x / (wide * 0.8)).hypot((y - 4.0) / 18.0));
    let on = step(1.06, 0.96, away);
    let hair = step(20.0, 44.0, x + 0.35 * y.min(0.0).abs() - 0.2 * y.max(0.0)) + step(-34.0, -56.0, y);
    let sideburn = body.within([-34.0, -28.0], [7.0, 26.0]);
    let ground = &mut body.ground;
    ground.height += on * (5.0 + 6.0 * helix + 4.0 * inner - 8.0 * bowl);
    ground.height += 5.0 * body_lobe(x, y);
    ground.blood += 0.16 * on + 0.10 * helix;
    ground.dark = (0.62 * step(0.5, 1.0, bowl) + 0.30 * step(1.16, 1.02, away) * (1.0 - on)).min(0.85);
    ground.hair = (hair.min(1.0) * (1.0 - on)).max(0.8 * sideburn * (1.0 - on));
    body
}

fn body_lobe(x: f32, y: f32) -> f32 {
    let away = (x / 9.0).powi(2) + ((y - 27.0) / 8.0).powi(2);
    (-away).exp()
}

/// From above; thin on top in those who are old enough.
pub(super) fn scalp(body: Body, age: u32) -> Body {
    let mut body =
        body.limb([0.0, -22.0, 78.0], [0.0, 22.0, 76.0], 20.0).limbs([76.0, 6.0, 8.0], [78.0, 14.0, 6.0], 4.0);
    let away = (body.x / 78.0).hypot(body.y / 98.0);
    let (from, to) = if age >= 50 { (0.62, 0.86) } else { (-0.2, 0.0) };
    let hair = step(from, to, away);
    body.ground.hair = hair * step(3.0, -3.0, body.ground.outside);
    body.ground.blood += 0.08;
    body
}

/// A neck from the side, between jaw and shoulder.
pub(super) fn neck(body: Body) -> Body {
    let mut body = body
        .limb([-90.0, 180.0, 60.0], [130.0, 160.0, 80.0], 30.0)
        .limb([16.0, -60.0, 58.0], [22.0, 120.0, 66.0], 40.0)
        // The jaw, and the head above the picture's edge.
        .limb([-84.0, -84.0, 24.0], [4.0, -92.0, 46.0], 26.0)
        .limb([-70.0, -150.0, 60.0], [50.0, -150.0, 84.0], 40.0)
        // The long muscle from behind the ear to the collarbone.
        .bump([18.0, -20.0], [10.0, 34.0], 4.0)
        .bump([-2.0, 40.0], [10.0, 40.0], 4.0)
        .bump([-46.0, 112.0], [60.0, 9.0], 7.0);
    let ear = body.within([42.0, -94.0], [11.0, 22.0]);
    let hair = step(58.0, 78.0, body.x - 0.25 * (body.y + 60.0)) * step(-22.0, -44.0, body.y);
    let ground = &mut body.ground;
    ground.height += 10.0 * ear;
    ground.dark = ground.dark.max(0.35 * body_ring(body.x, body.y));
    ground.hair = hair * (1.0 - ear);
    body
}

/// The shadow around the ear on a neck's picture.
fn body_ring(x: f32, y: f32) -> f32 {
    let away = ((x - 42.0) / 11.0).hypot((y + 94.0) / 22.0);
    step(1.35, 1.15, away) * step(0.95, 1.1, away)
}
