use super::ground::Body;
use crate::synthetic::noise::step;

fn shoulders(body: Body) -> Body {
    body.limb([0.0, -130.0, 56.0], [0.0, -260.0, 54.0], 20.0)
        .limb([0.0, 30.0, 116.0], [0.0, 320.0, 116.0], 30.0)
        .limbs([72.0, 40.0, 114.0], [54.0, 320.0, 108.0], 36.0)
        .limbs([40.0, -92.0, 42.0], [176.0, -52.0, 54.0], 40.0)
        .limbs([214.0, -40.0, 46.0], [262.0, 240.0, 40.0], 10.0)
}

pub(super) fn chest(body: Body) -> Body {
    let mut body = shoulders(body)
        .bump([0.0, 20.0], [9.0, 80.0], -5.0)
        .bump([-72.0, 40.0], [52.0, 44.0], 6.0)
        .bump([72.0, 40.0], [52.0, 44.0], 6.0)
        .bump([-80.0, -72.0], [70.0, 8.0], 7.0)
        .bump([80.0, -72.0], [70.0, 8.0], 7.0)
        .bump([0.0, -84.0], [9.0, 9.0], -7.0);
    let mirrored = Body { x: body.x.abs(), ..body };
    let areola = mirrored.within([92.0, 66.0], [11.0, 10.0]);
    body.ground.melanin += 0.42 * areola;
    body.ground.blood += 0.30 * areola;
    body.bump([-92.0, 66.0], [4.0, 4.0], 3.5).bump([92.0, 66.0], [4.0, 4.0], 3.5)
}

pub(super) fn abdomen(body: Body) -> Body {
    let mut body = body
        .limb([0.0, -320.0, 120.0], [0.0, 320.0, 120.0], 30.0)
        .limbs([78.0, -320.0, 118.0], [56.0, 0.0, 116.0], 36.0)
        .limbs([56.0, 0.0, 116.0], [80.0, 260.0, 122.0], 36.0)
        .bump([0.0, -60.0], [7.0, 80.0], -3.5)
        .bump([-66.0, -92.0], [60.0, 10.0], 6.0)
        .bump([66.0, -92.0], [60.0, 10.0], 6.0)
        .bump([0.0, 58.0], [8.0, 6.5], -11.0);
    let navel = body.within([0.0, 59.0], [5.5, 3.6]);
    body.ground.dark = 0.7 * navel;
    body
}

pub(super) fn back(body: Body) -> Body {
    let mut body = shoulders(body)
        .bump([0.0, 70.0], [10.0, 190.0], -7.0)
        .bump([-78.0, 20.0], [44.0, 60.0], 7.0)
        .bump([78.0, 20.0], [44.0, 60.0], 7.0)
        .bump([-40.0, 40.0], [9.0, 56.0], -5.0)
        .bump([40.0, 40.0], [9.0, 56.0], -5.0)
        .bump([0.0, -108.0], [14.0, 12.0], 6.0);
    // The nape.
    body.ground.hair = step(-164.0, -184.0, body.y + 0.004 * body.x * body.x) * step(4.0, -3.0, body.ground.outside);
    body
}

/// An upper arm with its shoulder, from the side.
pub(super) fn shoulder(body: Body) -> Body {
    body.limb([-150.0, -190.0, 50.0], [-130.0, -90.0, 60.0], 20.0)
        .limb([-150.0, 60.0, 110.0], [-140.0, 260.0, 110.0], 40.0)
        .limb([-130.0, -50.0, 60.0], [14.0, -34.0, 66.0], 30.0)
        .limb([20.0, -30.0, 65.0], [50.0, 150.0, 46.0], 10.0)
        .limb([50.0, 150.0, 46.0], [58.0, 260.0, 44.0], 3.0)
        .bump([-60.0, -84.0], [60.0, 8.0], 6.0)
        .bump([20.0, 64.0], [12.0, 40.0], -5.0)
}
