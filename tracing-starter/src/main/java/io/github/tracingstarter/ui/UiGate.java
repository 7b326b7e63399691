package io.github.tracingstarter.ui;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may see the page and who may change settings, by the rules of
 * {@code tracing.ui}, on any server.
 */
class UiGate {

	private static final Pattern HOST = Pattern
		.compile("(\\[[0-9A-Fa-f:.]{2,45}]|[A-Za-z0-9_-]{1,63}(?:\\.[A-Za-z0-9_-]{1,63})*\\.?)(?::([0-9]{1,5}))?");

	private static final Set<String> PROXY_HEADERS = Set.of("via", "cdn-loop", "cf-ray", "x-envoy-external-address");

	/** {@code X-Real-IP}, {@code CF-Connecting-IP}, {@code True-Client-IP} and others. */
	private static final List<String> PROXY_ENDINGS = List.of("real-ip", "connecting-ip", "connecting-ipv6",
			"client-ip", "clientip");

	private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");

	private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

	private final Set<String> hosts = new HashSet<>(List.of("localhost", "127.0.0.1", "[::1]"));

	private final String token;

	UiGate(List<String> allowedHosts) {
		for (String allowed : allowedHosts) {
			String name = hostName(allowed);
			if (name == null || !allowed.toLowerCase(Locale.ROOT).startsWith(name)
					|| allowed.length() - name.length() > 1) {
				throw new InvalidTracingPropertyException("tracing.ui.allowed-hosts", allowed, "it is not a host name",
						"Write names such as app.localhost, without scheme, port or pattern.");
			}
			this.hosts.add(name);
		}
		byte[] random = new byte[16];
		new SecureRandom().nextBytes(random);
		this.token = HexFormat.of().formatHex(random);
	}

	/**
	 * Returns the token that a write must send in the header {@code X-Tracing-Token}.
	 * Another origin cannot read it.
	 * @return the token of this run
	 */
	String token() {
		return this.token;
	}

	/**
	 * Returns why a request is denied. All three conditions must be met: the page of
	 * another site that had its name resolved to this machine connects over loopback, so
	 * does a proxy on this machine, and anyone can send any {@code Host} header.
	 * @param call the request
	 * @return the reason, without anything that was sent, or null if it is not denied
	 */
	@Nullable String refusal(UiCall call) {
		if (!call.loopback()) {
			return "The traces are shown to requests from this machine only. "
					+ "To show them to users of the application, set tracing.ui.access=authenticated.";
		}
		if (call.headers().keySet().stream().anyMatch(UiGate::isForwarding)) {
			return "The traces are not shown through a proxy. "
					+ "To show them to users of the application, set tracing.ui.access=authenticated.";
		}
		List<String> values = call.all("Host");
		String host = (values.size() == 1) ? hostName(values.get(0)) : null;
		if (host == null || !this.hosts.contains(host)) {
			return "The traces are shown under the name localhost only. "
					+ "To show them under another name of this machine, add it to tracing.ui.allowed-hosts.";
		}
		return null;
	}

	boolean isCrossSite(UiCall call) {
		return call.all("Sec-Fetch-Site")
			.stream()
			.anyMatch((site) -> !site.equals("same-origin") && !site.equals("none"));
	}

	boolean isForeignOrigin(UiCall call) {
		return call.all("Origin").stream().anyMatch((origin) -> !origin.equalsIgnoreCase(call.origin()));
	}

	boolean hasToken(UiCall call) {
		List<String> values = call.all("X-Tracing-Token");
		return values.size() == 1 && MessageDigest.isEqual(values.get(0).getBytes(StandardCharsets.UTF_8),
				this.token.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Returns whether proxies add a header: the standard ones, and those with the address
	 * of the client, which all have the same endings.
	 * @param header the name of the header
	 * @return whether it is
	 */
	static boolean isForwarding(String header) {
		String name = header.toLowerCase(Locale.ROOT);
		return name.contains("forwarded") || PROXY_HEADERS.contains(name)
				|| PROXY_ENDINGS.stream().anyMatch(name::endsWith);
	}

	private static @Nullable String hostName(String value) {
		Matcher matcher = HOST.matcher(value);
		if (!matcher.matches() || (matcher.group(2) != null && Integer.parseInt(matcher.group(2)) > 65535)) {
			return null;
		}
		String name = matcher.group(1).toLowerCase(Locale.ROOT);
		return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
	}

	/**
	 * Returns whether a literal address is that of this machine. A name is not resolved,
	 * because it may come from a header that a client has set.
	 * @param address the address of the peer
	 * @return true for 127.0.0.0/8, including IPv4-mapped addresses, and ::1
	 */
	static boolean isLoopback(@Nullable String address) {
		if (address == null) {
			return false;
		}
		String literal = (address.startsWith("[") && address.endsWith("]")) ? address.substring(1, address.length() - 1)
				: address;
		int zone = literal.indexOf('%');
		literal = (zone >= 0) ? literal.substring(0, zone) : literal;
		if (!IPV4.matcher(literal).matches() && !IPV6.matcher(literal).matches()) {
			return false;
		}
		try {
			return InetAddress.getByName(literal).isLoopbackAddress();
		}
		catch (UnknownHostException ex) {
			return false;
		}
	}

}
