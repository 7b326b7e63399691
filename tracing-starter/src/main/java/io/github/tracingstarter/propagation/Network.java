package io.github.tracingstarter.propagation;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A range of IP addresses, such as {@code 10.0.0.0/8}, or a single one.
 *
 * @param text the network as written
 * @param address the first bytes of all addresses
 * @param bits how many bits must be equal
 */
record Network(String text, byte[] address, int bits) {

	private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");

	private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

	/**
	 * Parses a network.
	 * @param text the text
	 * @return the network, or null if the text is not one
	 */
	static @Nullable Network of(String text) {
		int slash = text.indexOf('/');
		byte[] address = bytes((slash < 0) ? text : text.substring(0, slash));
		if (address == null) {
			return null;
		}
		if (slash < 0) {
			return new Network(text, address, address.length * Byte.SIZE);
		}
		String length = text.substring(slash + 1);
		if (!length.matches("[0-9]{1,3}") || Integer.parseInt(length) > address.length * Byte.SIZE) {
			return null;
		}
		return new Network(text, address, Integer.parseInt(length));
	}

	/**
	 * Returns the bytes of a literal address. A name is not resolved.
	 * @param literal the address, perhaps in brackets, perhaps with a zone
	 * @return 4 or 16 bytes, or null if it is not an address
	 */
	static byte @Nullable [] bytes(@Nullable String literal) {
		if (literal == null) {
			return null;
		}
		String address = (literal.startsWith("[") && literal.endsWith("]")) ? literal.substring(1, literal.length() - 1)
				: literal;
		int zone = address.indexOf('%');
		address = (zone >= 0) ? address.substring(0, zone) : address;
		if (!IPV4.matcher(address).matches() && !IPV6.matcher(address).matches()) {
			return null;
		}
		try {
			// IPv4 addresses that are written as IPv6 are converted to IPv4.
			return InetAddress.getByName(address).getAddress();
		}
		catch (UnknownHostException ex) {
			return null;
		}
	}

	boolean contains(byte[] other) {
		if (other.length != this.address.length) {
			return false;
		}
		int whole = this.bits / Byte.SIZE;
		for (int i = 0; i < whole; i++) {
			if (other[i] != this.address[i]) {
				return false;
			}
		}
		int rest = this.bits % Byte.SIZE;
		return rest == 0 || ((other[whole] ^ this.address[whole]) & 0xff) >> (Byte.SIZE - rest) == 0;
	}

}
