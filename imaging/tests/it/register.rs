use imaging::{
    Distance, Picture, Similarity, register,
    synthetic::{Lesion, SkinType, SyntheticImage},
};

const LESIONS: [Lesion; 3] = [Lesion::Pigmented, Lesion::Keratotic, Lesion::Rash];

fn scene(at: usize) -> Picture {
    let (skin, lesion) = (SkinType::ALL[at % 6], LESIONS[at % 3]);
    let image = SyntheticImage {
        seed: at as u64,
        skin,
        lesion,
        distance: Distance::CloseUp,
        width: 540,
        height: 405,
        flaw: None,
    };
    image.picture().unwrap()
}

const WIDTH: u32 = 240;
const HEIGHT: u32 = 180;
/// Pixels of the scene to one of the reference: what lies around it is there for the moving picture to show.
const PER_PIXEL: f64 = 1.4;

/// The scene seen so that `lies` brings the picture onto the reference; `light` multiplies, noise of a few steps.
fn seen(scene: &Picture, lies: Similarity, light: f64, noise: u32) -> Picture {
    let (a, b) = (lies.scale * lies.radians.cos(), lies.scale * lies.radians.sin());
    let middle = |side: u32| (f64::from(side) - 1.0) / 2.0;
    let width = f64::from(WIDTH);
    let rgb = (0..HEIGHT).flat_map(|row| (0..WIDTH).map(move |column| (column, row))).flat_map(|(column, row)| {
        let (x, y) = ((f64::from(column) - middle(WIDTH)) / width, (f64::from(row) - middle(HEIGHT)) / width);
        let (x, y) = (a * x - b * y + lies.x, b * x + a * y + lies.y);
        let at = |share: f64, side: u32| (share * width * PER_PIXEL + middle(side)).clamp(0.0, f64::from(side) - 1.001);
        let (x, y) = (at(x, scene.width()), at(y, scene.height()));
        let dither = f64::from((row * WIDTH + column).wrapping_mul(2_654_435_761) >> 16 & 0xFF) / 255.0 - 0.5;
        let pixel = |right: u32, down: u32| scene.pixel(x as u32 + right, y as u32 + down).map(f64::from);
        let (right, down) = (x.fract(), y.fract());
        let corners = [pixel(0, 0), pixel(1, 0), pixel(0, 1), pixel(1, 1)];
        std::array::from_fn::<u8, 3, _>(|part| {
            let above = corners[0][part] * (1.0 - right) + corners[1][part] * right;
            let below = corners[2][part] * (1.0 - right) + corners[3][part] * right;
            ((above * (1.0 - down) + below * down) * light + dither * f64::from(noise)) as u8
        })
    });
    Picture::new(WIDTH, HEIGHT, rgb.collect()).unwrap()
}

const STILL: Similarity = Similarity { scale: 1.0, radians: 0.0, x: 0.0, y: 0.0 };

#[test]
fn finds_how_the_second_picture_was_held() {
    let turn = 20_f64.to_radians();
    let ways = [(1.25, turn, 0.15, -0.15), (0.8, -turn, -0.15, 0.1), (1.1, -0.2, 0.05, 0.15), (0.9, 0.1, -0.1, -0.1)];
    for at in 0..6 {
        let scene = scene(at);
        let reference = seen(&scene, STILL, 1.0, 6);
        let (light, (scale, radians, x, y)) = ([0.75, 1.2][at % 2], ways[at % 4]);
        let lies = Similarity { scale, radians, x, y };
        let found = register(&reference, &seen(&scene, lies, light, 10)).unwrap();
        let away = (found.x - x).hypot(found.y - y);
        let turned = (found.radians - radians).abs().to_degrees();
        let scaled = (found.scale / scale - 1.0).abs();
        assert!(away < 0.01 && turned < 1.0 && scaled < 0.01, "{at}: {found:?} instead of {lies:?}");
    }
}

#[test]
fn other_skin_is_not_laid_over() {
    let pictures: Vec<Picture> = (0..6).map(|at| seen(&scene(at), STILL, 1.0, 6)).collect();
    for at in [0, 2, 4] {
        assert_eq!(register(&pictures[at], &pictures[(at + 1) % 6]), None, "{at} and the next");
    }
    // The same kind of lesion on the same skin, with the same ruler in the same place.
    assert_eq!(register(&pictures[0], &seen(&scene(6), STILL, 1.0, 6)), None);
}

#[test]
fn nothing_to_hold_on_to_is_no_match() {
    let grey = Picture::new(40, 30, vec![128; 40 * 30 * 3]).unwrap();
    assert_eq!(register(&grey, &grey), None);
    let dot = Picture::new(1, 1, vec![7; 3]).unwrap();
    assert_eq!(register(&dot, &dot), None);
    assert_eq!(register(&seen(&scene(0), STILL, 1.0, 6), &dot), None);
}
