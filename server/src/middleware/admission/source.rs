use std::{fmt, net::IpAddr};

use axum::http::HeaderMap;
use ipnet::IpNet;

/// Who sends a request, as far as can be told before anything of it is read: an address, or the network that IPv6 gives
/// to one household.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Source(IpAddr);

impl From<IpAddr> for Source {
    fn from(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V6(address) => Self(IpAddr::V6((address.to_bits() >> 64 << 64).into())),
            v4 => Self(v4),
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Source {
    /// The source of a request that came from `peer`. What `X-Forwarded-For` says is believed of `proxies` alone, from its
    /// end on: everything before what they wrote can have been made up.
    pub(crate) fn of(peer: IpAddr, headers: &HeaderMap, proxies: &[IpNet]) -> Self {
        let is_proxy = |address: IpAddr| proxies.iter().any(|net| net.contains(&address.to_canonical()));
        let said = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
        let mut said: Vec<&str> = said.flat_map(|value| value.split(',')).map(str::trim).collect();
        let mut source = peer;
        while is_proxy(source) {
            let Some(next) = said.pop().and_then(|text| text.parse().ok()) else { break };
            source = next;
        }
        source.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_proxies_that_were_named_are_believed() {
        let proxies: Vec<IpNet> = ["10.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()].to_vec();
        let of = |peer: &str, forwarded: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in forwarded {
                headers.append("x-forwarded-for", value.parse().unwrap());
            }
            Source::of(peer.parse().unwrap(), &headers, &proxies)
        };
        let is = |text: &str| Source::from(text.parse::<IpAddr>().unwrap());
        assert_eq!(of("203.0.113.7", &["198.51.100.1"]), is("203.0.113.7"), "anybody can write that header");
        assert_eq!(of("10.1.1.1", &["198.51.100.1"]), is("198.51.100.1"));
        assert_eq!(of("10.1.1.1", &["1.2.3.4, 198.51.100.1, 10.2.2.2"]), is("198.51.100.1"), "the first was made up");
        assert_eq!(of("10.1.1.1", &["1.2.3.4", "198.51.100.1"]), is("198.51.100.1"), "in two headers");
        assert_eq!(of("::1", &["nonsense"]), is("::1"));
        assert_eq!(of("::ffff:10.1.1.1", &["198.51.100.1"]), is("198.51.100.1"));
        assert_eq!(of("10.1.1.1", &[]), is("10.1.1.1"));
        assert_eq!(of("2001:db8::1", &[]), of("2001:db8::2", &[]), "one household");
        assert_ne!(of("2001:db8::1", &[]), of("2001:db8:0:1::1", &[]));
    }
}
