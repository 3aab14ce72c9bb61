//! Files that are not as the books say, and that every browser shows: made here, each by the fault that real ones have.

use image::ExtendedColorType;
use imaging::{Distance, Error, Format, Limits, Picture, decode, receive};
use mozjpeg_rs::Encoder;

use crate::made::{is_marked, jpeg, jpeg_with_orientation, marked, png, png_chunk};

fn seen(file: &[u8]) -> Picture {
    let received = receive(file, &Limits::default(), Distance::Any).unwrap();
    decode(&received.master, &Limits::default()).unwrap().picture
}

fn fault(file: &[u8]) -> Error {
    decode(file, &Limits::default()).unwrap_err()
}

/// Where the first segment with this marker begins.
fn place(file: &[u8], marker: u8) -> usize {
    file.windows(2).position(|pair| pair == [0xFF, marker]).unwrap()
}

fn with(file: &[u8], at: usize, more: &[u8]) -> Vec<u8> {
    [&file[..at], more, &file[at..]].concat()
}

fn progressive() -> Vec<u8> {
    let picture = marked(160, 96);
    Encoder::progressive_balanced().quality(90).encode_rgb(picture.rgb(), 160, 96).unwrap()
}

#[test]
fn jpegs_that_every_browser_shows_are_taken() {
    let plain = jpeg(160, 96);
    let tables = place(&plain, 0xDB);
    let comment = b"\xFF\xFE\x00\x08hello!";
    let mut short = with(&plain, tables, comment);
    // The segment says that it is two bytes shorter than it is.
    short[tables + 3] = 6;
    let end = plain.len() - 2;
    for (what, file) in [
        ("stray bytes between segments", with(&plain, tables, b"\x00\x17 garbage \xFF\x00")),
        ("a restart marker between segments", with(&plain, tables, b"\xFF\xD0")),
        ("a segment that is longer than it says", short),
        ("0xFF again and again before a marker", with(&plain, tables, &[0xFF; 9])),
        ("no end marker", plain[..end].to_vec()),
        ("half an end marker", plain[..=end].to_vec()),
        ("zeros in place of the end marker", [&plain[..end], &[0; 64]].concat()),
        ("rubbish after the end", [&plain[..], b"\xFF\xD8\xFF\xE0 and more"].concat()),
        ("a progressive one without its end", progressive()[..progressive().len() - 2].to_vec()),
        ("a progressive one with stray bytes", with(&progressive(), place(&progressive(), 0xDA), b"\0\0")),
    ] {
        assert!(is_marked(&seen(&file)), "{what}");
    }
}

#[test]
fn what_is_stored_of_an_odd_jpeg_is_not_odd() {
    let plain = jpeg(160, 96);
    let odd = with(&plain, place(&plain, 0xDB), b"\0<script>\0");
    let received = receive(&odd[..odd.len() - 2], &Limits::default(), Distance::Any).unwrap();
    assert_eq!(received.master, receive(&plain, &Limits::default(), Distance::Any).unwrap().master);
}

#[test]
fn a_progressive_jpeg_cut_between_two_scans_is_not_whole() {
    let file = progressive();
    let rest_of_a_scan =
        with(&file, file.windows(2).rposition(|pair| pair == [0xFF, 0xDA]).unwrap(), b"\xFF\x5A\0\x02rest");
    assert_eq!(fault(&rest_of_a_scan), Error::Damaged, "what stands after a scan may belong to it");
    let scans: Vec<usize> = (0..file.len()).filter(|&at| file[at..].starts_with(&[0xFF, 0xDA])).collect();
    assert!(scans.len() > 3);
    for &scan in &scans[1..] {
        assert_eq!(fault(&file[..scan]), Error::Damaged);
    }
}

#[test]
fn of_two_orientations_the_first_counts() {
    let stored = marked(160, 96);
    let (upright, turned) = (jpeg_with_orientation(&stored, 1), jpeg_with_orientation(&stored, 3));
    let exif = |file: &[u8]| {
        let at = place(file, 0xE1);
        let length = usize::from(u16::from_be_bytes([file[at + 2], file[at + 3]]));
        file[at..at + 2 + length].to_vec()
    };
    assert!(is_marked(&seen(&with(&upright, 2, &exif(&upright)))));
    assert!(is_marked(&seen(&with(&turned, 2, &exif(&upright)))));
    assert!(!is_marked(&seen(&with(&upright, 2, &exif(&turned)))));
}

#[test]
fn many_scans_are_a_matter_of_the_work_that_they_make() {
    let file = progressive();
    let last = file.windows(2).rposition(|pair| pair == [0xFF, 0xDA]).unwrap();
    let repeated = |times: usize| [&file[..last], &file[last..file.len() - 2].repeat(times), &[0xFF, 0xD9]].concat();
    assert!(decode(&repeated(74), &Limits::default()).is_ok());
    let mut large = repeated(100);
    let frame = place(&large, 0xC2);
    // 24 megapixels a hundred times; padded, so as to be no bomb by its size.
    large[frame + 5..frame + 9].copy_from_slice(&[0x0F, 0xA0, 0x17, 0x70]);
    large.resize(large.len() + 40_000, 0);
    assert!(matches!(fault(&large), Error::TooManyPixels { .. }));
}

#[test]
fn a_png_with_one_frame_does_not_move() {
    let single = png(marked(160, 96).rgb(), 160, 96, ExtendedColorType::Rgb8);
    let frame: Vec<u8> = [0, 160, 96, 0, 0].iter().flat_map(|number: &u32| number.to_be_bytes()).collect();
    let moving = |frames: u8, before: bool| {
        let control = png_chunk(b"acTL", &[0, 0, 0, frames, 0, 0, 0, 0]);
        let first =
            if before { png_chunk(b"fcTL", &[frame.as_slice(), &[0, 1, 0, 1, 0, 0]].concat()) } else { Vec::new() };
        with(&single, 8 + 12 + 13, &[control, first].concat())
    };
    assert!(is_marked(&seen(&moving(1, true))));
    assert_eq!(fault(&moving(2, true)), Error::Animated);
    assert_eq!(fault(&moving(1, false)), Error::Animated, "the frame is another picture");
}

/// What a PNG of one grey, or of one colour, looks like with these chunks before its pixels.
fn shown(pixel: [u8; 3], chunks: &[(&[u8; 4], &[u8])]) -> [u8; 3] {
    let chunks: Vec<u8> = chunks.iter().flat_map(|(kind, data)| png_chunk(kind, data)).collect();
    let file = with(&png(&pixel.repeat(256), 16, 16, ExtendedColorType::Rgb8), 8 + 12 + 13, &chunks);
    seen(&file).pixel(8, 8)
}

fn near(seen: [u8; 3], wanted: [u8; 3]) -> bool {
    seen.iter().zip(wanted).all(|(a, b)| a.abs_diff(b) <= 3)
}

#[test]
fn a_pngs_colours_are_those_that_browsers_show() {
    const SKIN: [u8; 3] = [170, 122, 92];
    let linear = 100_000_u32.to_be_bytes();
    let of_srgb = 45_455_u32.to_be_bytes();
    // White and primaries of Display P3.
    let p3: Vec<u8> = [31_270, 32_900, 68_000, 32_000, 26_500, 69_000, 15_000, 6_000]
        .iter()
        .flat_map(|n: &u32| n.to_be_bytes())
        .collect();
    // Display P3 by number, and sRGB.
    let (coded_p3, coded_srgb) = ([12, 13, 0, 1], [1, 13, 0, 1]);
    let in_p3 = [179, 119, 87];
    assert!(near(shown(SKIN, &[]), SKIN));
    assert!(near(shown(SKIN, &[(b"gAMA", &of_srgb)]), SKIN));
    // Half of the light is 188 of 255.
    assert!(near(shown([128; 3], &[(b"gAMA", &linear)]), [188; 3]));
    for chunks in [
        vec![(b"cHRM", p3.as_slice())],
        vec![(b"cICP", coded_p3.as_slice())],
        vec![(b"sRGB", [0].as_slice()), (b"cICP", coded_p3.as_slice())],
        vec![(b"gAMA", linear.as_slice()), (b"cICP", coded_p3.as_slice())],
    ] {
        let seen = shown(SKIN, &chunks);
        assert!(near(seen, in_p3), "{chunks:?}: {seen:?}");
    }
    for chunks in [
        vec![(b"sRGB", [0].as_slice()), (b"gAMA", linear.as_slice()), (b"cHRM", p3.as_slice())],
        vec![(b"gAMA", linear.as_slice()), (b"cICP", coded_srgb.as_slice())],
        vec![(b"gAMA", [0, 0, 0, 9].as_slice())],
        vec![(b"cHRM", [0; 32].as_slice())],
    ] {
        let seen = shown(SKIN, &chunks);
        assert!(near(seen, SKIN), "{chunks:?}: {seen:?}");
    }
}

/// A DICOM file with pixels in fragments.
fn dicom(fragments: &[&[u8]]) -> Vec<u8> {
    let item = |data: &[u8]| [b"\xFE\xFF\x00\xE0", &(data.len() as u32).to_le_bytes()[..], data].concat();
    let mut file = [&[0; 128], b"DICM\x10\0\x10\0PN\x08\0Doe^Jane".as_slice()].concat();
    file.extend(b"\xE0\x7F\x10\0OB\0\0\xFF\xFF\xFF\xFF");
    file.extend(item(&[]));
    fragments.iter().for_each(|fragment| file.extend(item(fragment)));
    file.extend(b"\xFE\xFF\xDD\xE0\0\0\0\0");
    file
}

#[test]
fn the_photograph_inside_a_dicom_is_taken_out_and_the_name_is_not() {
    let photo = jpeg(160, 96);
    let (first, second) = photo.split_at(photo.len() / 2);
    for file in [dicom(&[&photo]), dicom(&[first, second])] {
        let received = receive(&file, &Limits::default(), Distance::Any).unwrap();
        assert!(is_marked(&decode(&received.master, &Limits::default()).unwrap().picture));
        assert!(!received.master.windows(8).any(|window| window == b"Doe^Jane"));
    }
    assert_eq!(fault(&dicom(&[&photo, &photo])), Error::Animated);
    assert_eq!(fault(&dicom(&[b"\xFF\x4F\xFF\x51 JPEG 2000"])), Error::Foreign(Format::Dicom));
    assert_eq!(fault(&[&[0; 128], b"DICM, and no pixels".as_slice()].concat()), Error::Foreign(Format::Dicom));
    let whole = dicom(&[&photo]);
    for cut in 133..whole.len() - 8 {
        assert!(decode(&whole[..cut], &Limits::default()).is_err(), "{cut}");
    }
}

#[test]
fn what_is_not_read_is_called_by_its_name() {
    let plain = jpeg(64, 64);
    let frame = place(&plain, 0xC0);
    let framed = |marker: u8, precision: u8| {
        let mut file = plain.clone();
        (file[frame + 1], file[frame + 4]) = (marker, precision);
        file
    };
    let brand = |brands: &str| [b"\0\0\0\x18ftyp", brands.as_bytes(), &[0; 99]].concat();
    for (file, code) in [
        (framed(0xC9, 8), "rare_jpeg"),
        (framed(0xC3, 8), "rare_jpeg"),
        (framed(0xC1, 12), "rare_jpeg"),
        (brand("heic\0\0\0\0mif1heic"), "heic"),
        (brand("mif1\0\0\0\0mif1miaf"), "heic"),
        (brand("avif\0\0\0\0avifmif1"), "avif"),
        (brand("avis\0\0\0\0avisavif"), "animated"),
        (brand("crx \0\0\0\x01crx isom"), "raw"),
        (brand("isom\0\0\0\0isommp42"), "video"),
        (b"\x1A\x45\xDF\xA3\x9F\x42\x86\x81".to_vec(), "video"),
        (b"II*\0\x08\0\0\0".to_vec(), "tiff"),
        (b"\xFF\x0A\xFA\x1F".to_vec(), "jpeg_xl"),
        (b"%PDF-1.7\n1 0 obj".to_vec(), "pdf"),
        (b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_vec(), "not_a_picture"),
    ] {
        assert_eq!(fault(&file).code(), code, "{:02X?}", &file[..file.len().min(24)]);
    }
}
