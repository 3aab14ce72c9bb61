//! The address that people open, as it looks from this machine: whether it leads here, and how long its certificate holds.

use std::time::Duration;

use domain::view::{Finding, When};
use jiff::{SignedDuration, Timestamp, fmt::strtime};
use reqwest::{Client, redirect::Policy, tls::TlsInfo};
use url::Url;

use crate::{Backend, error::chain};

const WHAT: &str = "address";
const CERTIFICATE: &str = "certificate";

/// How long the address may take.
const WITHIN: Duration = Duration::from_secs(4);
/// So long before its end somebody has to know that a certificate was not renewed.
const SOON: SignedDuration = SignedDuration::from_hours(14 * 24);

/// Never in the way of the page that asks: what does not answer in time is said to.
pub(super) async fn address(b: &Backend) -> Vec<Finding> {
    let base = b.settings().base_url.as_str();
    let url = Url::parse(base).and_then(|url| url.join("/readyz"));
    let Ok(url) = url else {
        return vec![Finding::wrong(WHAT, format!("{base} is no address: set SKINLINK_BASE_URL"))];
    };
    let is_https = url.scheme() == "https";
    let answered = match Client::builder().redirect(Policy::none()).timeout(WITHIN).tls_info(is_https).build() {
        Ok(client) => client.get(url).send().await,
        Err(error) => Err(error),
    };
    let seen = match &answered {
        Ok(answer) if answer.status().is_success() || answer.status().as_u16() == 503 => {
            Finding::ok(WHAT, format!("{base} answers from here"))
        }
        Ok(answer) => {
            let status = answer.status().as_u16();
            Finding::warning(WHAT, format!("{base} answers {status} to this machine: does it lead to Skinlink?"))
        }
        // From inside of a network it may be out of reach, and right for everybody else.
        Err(error) => {
            let says = format!("{base} does not answer this machine ({}): open it from where people are", chain(error));
            Finding::warning(WHAT, says)
        }
    };
    if !is_https {
        let says = "not looked at: the address is not https, and what is sent can be read on its way";
        let own = matches!(
            Url::parse(base).ok().and_then(|it| it.host_str().map(str::to_owned)).as_deref(),
            Some("localhost" | "127.0.0.1" | "[::1]")
        );
        let line = if own {
            Finding::ok(CERTIFICATE, "none: the address is this machine’s own")
        } else {
            Finding::warning(CERTIFICATE, says)
        };
        return vec![seen, line];
    }
    let info = answered.as_ref().ok().and_then(|answer| answer.extensions().get::<TlsInfo>());
    let ends = info.and_then(TlsInfo::peer_certificate).and_then(not_after);
    vec![seen, certificate(ends, b.clock().now())]
}

fn certificate(ends: Option<Timestamp>, now: Timestamp) -> Finding {
    match ends {
        None => Finding::warning(CERTIFICATE, "not looked at: nothing of it was seen from this machine"),
        Some(at) if at <= now => Finding::wrong(CERTIFICATE, format!("ended on {}: renew it", When::at(at).full)),
        Some(at) if at.duration_since(now) < SOON => {
            Finding::warning(CERTIFICATE, format!("ends on {}: was it to be renewed by itself?", When::at(at).full))
        }
        Some(at) => Finding::ok(CERTIFICATE, format!("holds until {}", When::at(at).full)),
    }
}

/// When a certificate ends. Of all that stands in it (RFC 5280, 4.1) only this is read, so no library for it is needed.
fn not_after(certificate: &[u8]) -> Option<Timestamp> {
    let (_, outer, _) = element(certificate)?;
    let (_, mut rest, _) = element(outer)?;
    // The version stands in front where there is one; then come serial number, algorithm, issuer.
    if rest.first() == Some(&0xA0) {
        rest = element(rest)?.2;
    }
    for _ in 0..3 {
        rest = element(rest)?.2;
    }
    let (_, validity, _) = element(rest)?;
    let (kind, text, _) = element(element(validity)?.2)?;
    let text = std::str::from_utf8(text).ok()?;
    // Two digits of a year are of 1950 to 2049, and certificates of ours are all from this century.
    let text = match kind {
        0x17 => format!("20{text}"),
        0x18 => text.to_owned(),
        _ => return None,
    };
    strtime::parse("%Y%m%d%H%M%SZ", text)
        .ok()?
        .to_datetime()
        .ok()?
        .to_zoned(jiff::tz::TimeZone::UTC)
        .ok()
        .map(|it| it.timestamp())
}

/// The first element: what kind it is, what stands in it, and what comes after it.
fn element(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&kind, rest) = der.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..=0x7F => (usize::from(first), rest),
        0x81..=0x84 => {
            let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7F))?;
            (bytes.iter().fold(0, |length, byte| length << 8 | usize::from(*byte)), rest)
        }
        _ => return None,
    };
    let (inside, after) = rest.split_at_checked(length)?;
    Some((kind, inside, after))
}

#[cfg(test)]
mod tests {
    use domain::view::Soundness;

    use super::*;

    /// A sequence, or whatever `kind` says, around these.
    fn around(kind: u8, parts: &[&[u8]]) -> Vec<u8> {
        let inside = parts.concat();
        let length = u16::try_from(inside.len()).unwrap().to_be_bytes();
        [&[kind, 0x82], length.as_slice(), &inside].concat()
    }

    fn certificate_until(kind: u8, text: &str) -> Vec<u8> {
        let time = |text: &str| around(kind, &[text.as_bytes()]);
        let validity = around(0x30, &[&time("250101000000Z"), &time(text)]);
        let (number, name) = (around(0x02, &[&[7]]), around(0x30, &[&[0x05, 0x00]]));
        let version = around(0xA0, &[&around(0x02, &[&[2]])]);
        let signed = around(0x30, &[&version, &number, &name, &name, &validity, &name]);
        around(0x30, &[&signed, &name, &[0x03, 0x01, 0x00]])
    }

    #[test]
    fn the_end_of_a_certificate_is_read() {
        let read = |der: &[u8]| not_after(der).map(|at| at.to_string());
        assert_eq!(read(&certificate_until(0x17, "270131115959Z")).as_deref(), Some("2027-01-31T11:59:59Z"));
        assert_eq!(read(&certificate_until(0x18, "20510131115959Z")).as_deref(), Some("2051-01-31T11:59:59Z"));
        let whole = certificate_until(0x17, "270131115959Z");
        for end in 0..whole.len() {
            assert_eq!(read(&whole[..end]), None, "the first {end} bytes");
        }
        assert_eq!(read(&[0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF, 0x00]), None);
    }

    #[test]
    fn a_certificate_that_ends_soon_is_told_of() {
        let now = "2026-11-24T10:00:00Z".parse::<Timestamp>().unwrap();
        let in_days = |days: i64| certificate(Some(now + SignedDuration::from_hours(24 * days)), now).soundness;
        assert_eq!([in_days(15), in_days(13), in_days(0)], [Soundness::Ok, Soundness::Warning, Soundness::Wrong]);
        assert_eq!(certificate(None, now).soundness, Soundness::Warning);
    }
}
