use imaging::{Distance, Limits, Picture, Plan, decode, prepare, receive};
use moxcms::ColorProfile;

use crate::made::jpeg_with_profile;

/// Skin, lesions and a colour card, as Display-P3 values that sRGB can also show.
const PATCHES: [[u8; 3]; 8] = [
    [230, 190, 165],
    [170, 122, 92],
    [88, 60, 48],
    [150, 70, 66],
    [60, 40, 34],
    [128, 128, 128],
    [70, 96, 140],
    [112, 140, 90],
];

/// IEC 61966-2-1's curve, which Display P3 shares.
fn linear(value: u8) -> f64 {
    let value = f64::from(value) / 255.0;
    if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
}

/// CIE Lab under D65, from linear light and the space's matrix to XYZ.
fn lab(rgb: [u8; 3], to_xyz: [[f64; 3]; 3]) -> [f64; 3] {
    let rgb = rgb.map(linear);
    let xyz = to_xyz.map(|row| row.iter().zip(rgb).map(|(a, b)| a * b).sum::<f64>());
    let f = |t: f64| if t > 0.008856 { t.cbrt() } else { 7.787 * t + 16.0 / 116.0 };
    let [x, y, z] = [f(xyz[0] / 0.95047), f(xyz[1]), f(xyz[2] / 1.08883)];
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

/// Lindbloom's sRGB matrix, and the Display P3 one of CSS Color 4 section 18.
const SRGB: [[f64; 3]; 3] =
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]];
const P3: [[f64; 3]; 3] =
    [[0.4865709, 0.2656677, 0.1982173], [0.2289746, 0.6917385, 0.0792869], [0.0, 0.0451134, 1.0439444]];

fn distance(a: [f64; 3], b: [f64; 3]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
}

/// Eight flat stripes, 32 pixels wide.
fn patches() -> Picture {
    let rgb = (0..64_usize).flat_map(|_| (0..256_usize).flat_map(|x| PATCHES[x / 32])).collect();
    Picture::new(256, 64, rgb).unwrap()
}

#[test]
fn display_p3_becomes_srgb_within_two_delta_e() {
    let file = jpeg_with_profile(&patches(), ColorProfile::new_display_p3().encode().unwrap());
    let prepared = prepare(&file, &Plan { quality: 100, ..Plan::default() }).unwrap();
    let received = receive(&file, &Limits::default(), Distance::Any).unwrap();
    for (jpeg, way) in [(prepared.jpeg, "browser"), (received.master, "server")] {
        let after = decode(&jpeg, &Limits::default()).unwrap();
        assert_eq!(after.profile, None);
        for (at, before) in PATCHES.into_iter().enumerate() {
            let seen = after.picture.pixel(at as u32 * 32 + 16, 32);
            let away = distance(lab(before, P3), lab(seen, SRGB));
            assert!(away < 2.0, "{way}: {before:?} became {seen:?}, ΔE {away:.2}");
        }
        // The test would notice if nothing had been converted: this patch differs by more than 2 between the spaces.
        assert!(distance(lab(PATCHES[3], P3), lab(PATCHES[3], SRGB)) > 2.0);
    }
}

#[test]
fn a_broken_profile_is_taken_for_srgb() {
    let file = jpeg_with_profile(&patches(), vec![7; 600]);
    let prepared = prepare(&file, &Plan { quality: 100, ..Plan::default() }).unwrap();
    let seen = decode(&prepared.jpeg, &Limits::default()).unwrap().picture.pixel(16, 32);
    assert!(distance(lab(seen, SRGB), lab(PATCHES[0], SRGB)) < 2.0, "{seen:?}");
}
