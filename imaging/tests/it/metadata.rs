use imaging::{
    Distance, Limits, Plan, decode, prepare, receive,
    specimen::{Camera, Colours, Lesion, MAKE, SkinType, Specimen},
};

const SPECIMEN: Specimen = Specimen {
    seed: 5,
    skin: SkinType::IV,
    lesion: Lesion::Pigmented,
    distance: Distance::CloseUp,
    width: 480,
    height: 360,
    flaw: None,
};

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

/// The markers before the first scan.
fn markers(jpeg: &[u8]) -> Vec<u8> {
    let (mut at, mut found) = (2, Vec::new());
    while jpeg[at + 1] != 0xDA {
        found.push(jpeg[at + 1]);
        at += 2 + usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]]));
    }
    found
}

/// Nothing of the camera, the place or the colour space; no comment, no application data but JFIF's.
fn assert_bare(jpeg: &[u8], what: &str) {
    for trace in ["Exif", "GPS", MAKE, "Specimen", "2026:05:04", "ICC_PROFILE", "ns.adobe", "Photoshop", "MPF"] {
        assert!(!contains(jpeg, trace.as_bytes()), "{what} still holds {trace}");
    }
    let extra = markers(jpeg).into_iter().filter(|marker| matches!(marker, 0xE1..=0xEF | 0xFE)).count();
    assert_eq!(extra, 0, "{what} has application data or a comment");
    assert_eq!(jpeg[jpeg.len() - 2..], [0xFF, 0xD9], "{what} goes on after its end");
}

#[test]
fn the_specimen_has_what_must_go() {
    let file = SPECIMEN.jpeg(&Camera::default()).unwrap();
    for trace in ["Exif", MAKE, "ICC_PROFILE", "ns.adobe"] {
        assert!(contains(&file, trace.as_bytes()), "{trace}");
    }
}

#[test]
fn nothing_is_left_in_the_browser_or_on_the_server() {
    for camera in [
        Camera::default(),
        Camera { orientation: 1, colours: Colours::DisplayP3, quality: 90 },
        Camera { orientation: 1, colours: Colours::Srgb, quality: 90 },
    ] {
        let mut file = SPECIMEN.jpeg(&camera).unwrap();
        let comment = b"\xFF\xFE\0\x11taken at home!!";
        file.splice(2..2, comment.iter().copied());
        // A second picture behind the first, as phones with gain maps and depth maps store it.
        file.extend(SPECIMEN.jpeg(&camera).unwrap());
        let prepared = prepare(&file, &Plan::default()).unwrap();
        assert_bare(&prepared.jpeg, "prepared");
        let received = receive(&file, &Limits::default(), Distance::Any).unwrap();
        assert_bare(&received.master, "master");
        assert_bare(&received.screen, "screen");
        assert_bare(&received.thumb, "thumb");
        assert!(!contains(&received.master, b"taken at home"));
    }
}

#[test]
fn stripping_loses_no_quality() {
    let file = SPECIMEN.jpeg(&Camera { orientation: 1, colours: Colours::Srgb, quality: 90 }).unwrap();
    let received = receive(&file, &Limits::default(), Distance::Any).unwrap();
    assert!(received.master.len() < file.len());
    let pixels = |jpeg: &[u8]| decode(jpeg, &Limits::default()).unwrap().picture;
    assert!(pixels(&received.master) == pixels(&file), "every pixel is the same");

    let prepared = prepare(&file, &Plan::default()).unwrap();
    let again = receive(&prepared.jpeg, &Limits::default(), Distance::Any).unwrap();
    assert!(pixels(&again.master) == pixels(&prepared.jpeg), "what the browser prepared is not compressed again");
}

#[test]
fn a_table_segment_cannot_smuggle_anything() {
    let mut file = SPECIMEN.jpeg(&Camera { orientation: 1, colours: Colours::Srgb, quality: 90 }).unwrap();
    // A restart interval of 0 (off) in a segment two bytes longer than it may be is refused; a quantisation segment
    // with a name behind its table must not survive.
    let at = file.windows(2).position(|pair| pair == [0xFF, 0xDB]).unwrap();
    let length = u16::from_be_bytes([file[at + 2], file[at + 3]]);
    let name = b"Mary Jones";
    let end = at + 2 + usize::from(length);
    file.splice(end..end, name.iter().copied());
    file[at + 2..at + 4].copy_from_slice(&(length + name.len() as u16).to_be_bytes());
    // Refused or made anew: either way it is gone.
    if let Ok(received) = receive(&file, &Limits::default(), Distance::Any) {
        assert!(!contains(&received.master, name));
    }
}
