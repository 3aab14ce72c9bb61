use imaging::{CropShare, Distance, Limits, Picture, Plan, decode, prepare, receive};

use crate::made::{is_marked, jpeg_with_orientation, marked, turned_and_cut};

/// A stored picture that EXIF `value` makes upright, straight from the standard's own words (CIPA DC-008 4.6.5.1):
/// "the 0th row is at the visual …, the 0th column is the visual …".
fn stored(upright: &Picture, value: u8) -> Picture {
    let (width, height) = (upright.width(), upright.height());
    let (rows, columns) = if value < 5 { (height, width) } else { (width, height) };
    let seen = |row: u32, column: u32| match value {
        1 => (column, row),
        2 => (width - 1 - column, row),
        3 => (width - 1 - column, height - 1 - row),
        4 => (column, height - 1 - row),
        5 => (row, column),
        6 => (width - 1 - row, column),
        7 => (width - 1 - row, height - 1 - column),
        _ => (row, height - 1 - column),
    };
    let rgb = (0..rows).flat_map(|row| {
        (0..columns).flat_map(move |column| {
            let (x, y) = seen(row, column);
            upright.pixel(x, y)
        })
    });
    Picture::new(columns, rows, rgb.collect()).unwrap()
}

fn pixels(jpeg: &[u8]) -> Picture {
    decode(jpeg, &Limits::default()).unwrap().picture
}

#[test]
fn all_eight_come_out_upright_in_the_browser_and_on_the_server() {
    let upright = marked(160, 96);
    for value in 1..=8 {
        let file = jpeg_with_orientation(&stored(&upright, value), value);
        let prepared = prepare(&file, &Plan::default()).unwrap();
        assert_eq!((prepared.width, prepared.height), (160, 96), "EXIF {value}");
        assert!(is_marked(&pixels(&prepared.jpeg)), "EXIF {value}, prepared");
        let received = receive(&file, &Limits::default(), Distance::Any).unwrap();
        for size in [&received.master, &received.screen, &received.thumb] {
            assert!(is_marked(&pixels(size)), "EXIF {value}, received");
        }
    }
}

#[test]
fn a_persons_own_turns_come_after_the_cameras() {
    let upright = marked(160, 96);
    // Lying on its side so that 0, 1, 2 or 3 quarters clockwise make it upright: EXIF's 1, 6, 3 and 8.
    for (turns, lying) in [(0, 1), (1, 6), (2, 3), (3, 8), (5, 6)] {
        let lying = stored(&upright, lying);
        for value in 1..=8 {
            let file = jpeg_with_orientation(&stored(&lying, value), value);
            let turned = prepare(&file, &Plan { edits: turned_and_cut(turns, None), ..Plan::default() }).unwrap();
            assert!(is_marked(&pixels(&turned.jpeg)), "EXIF {value}, then {turns} quarters");
        }
    }
}

#[test]
fn a_crop_is_what_the_person_saw() {
    let upright = marked(160, 96);
    let top_right = CropShare { left: 0.75, top: 0.0, width: 0.25, height: 0.25 };
    for value in 1..=8 {
        let file = jpeg_with_orientation(&stored(&upright, value), value);
        let plan = Plan { edits: turned_and_cut(0, Some(top_right)), ..Plan::default() };
        let prepared = prepare(&file, &plan).unwrap();
        assert_eq!((prepared.width, prepared.height), (40, 24), "EXIF {value}");
        let [red, _, blue] = pixels(&prepared.jpeg).pixel(20, 12);
        assert!(red < 60 && blue > 190, "EXIF {value}: only the blue quarter is left");
    }
}
