package io.github.tracingstarter.instrument.http;

import org.jspecify.annotations.Nullable;

/**
 * Normalizes IP addresses, which servers, clients and URLs write in different forms.
 */
public final class IpAddresses {

	private static final int GROUPS = 8;

	private IpAddresses() {
	}

	/**
	 * Returns the canonical form of an address, which for IPv6 is that of RFC 5952.
	 * @param host an address or a host name, an IPv6 address with or without brackets
	 * @return the address without brackets and zone, or the text unchanged if it is not
	 * an IPv6 address
	 */
	public static String canonical(String host) {
		if (host.indexOf(':') < 0) {
			return host;
		}
		String address = (host.charAt(0) == '[' && host.charAt(host.length() - 1) == ']')
				? host.substring(1, host.length() - 1) : host;
		int zone = address.indexOf('%');
		int[] groups = parse((zone >= 0) ? address.substring(0, zone) : address);
		return (groups != null) ? format(groups) : address;
	}

	/**
	 * Returns the eight numbers of an address, or null if the text is not an address or
	 * ends in IPv4 notation, which is left unchanged.
	 */
	private static int @Nullable [] parse(String address) {
		int gap = address.indexOf("::");
		String[] before = split((gap >= 0) ? address.substring(0, gap) : address);
		String[] after = split((gap >= 0) ? address.substring(gap + 2) : "");
		int given = before.length + after.length;
		if ((gap >= 0) ? given >= GROUPS : given != GROUPS) {
			return null;
		}
		int[] groups = new int[GROUPS];
		try {
			for (int i = 0; i < before.length; i++) {
				groups[i] = group(before[i]);
			}
			for (int i = 0; i < after.length; i++) {
				groups[GROUPS - after.length + i] = group(after[i]);
			}
		}
		catch (NumberFormatException ex) {
			return null;
		}
		return groups;
	}

	private static String[] split(String groups) {
		return groups.isEmpty() ? new String[0] : groups.split(":", -1);
	}

	private static int group(String digits) {
		if (digits.isEmpty() || digits.length() > 4 || digits.charAt(0) == '+' || digits.charAt(0) == '-') {
			throw new NumberFormatException(digits);
		}
		return Integer.parseInt(digits, 16);
	}

	/**
	 * Formats an address. The longest run of zeros is omitted, the first one if several
	 * are equally long; a single zero is kept.
	 */
	private static String format(int[] groups) {
		int longest = -1;
		int length = 1;
		for (int i = 0; i < GROUPS; i++) {
			int end = i;
			while (end < GROUPS && groups[end] == 0) {
				end++;
			}
			if (end - i > length) {
				longest = i;
				length = end - i;
			}
			i = Math.max(i, end);
		}
		StringBuilder text = new StringBuilder(39);
		for (int i = 0; i < GROUPS; i++) {
			if (i == longest) {
				text.append("::");
				i += length - 1;
			}
			else {
				if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
					text.append(':');
				}
				text.append(Integer.toHexString(groups[i]));
			}
		}
		return text.toString();
	}

}
