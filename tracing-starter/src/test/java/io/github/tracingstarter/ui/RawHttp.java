package io.github.tracingstarter.ui;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Requests that are written to a socket, with headers that no client would accept.
 */
final class RawHttp {

	private final InetAddress address;

	private final int port;

	RawHttp(InetAddress address, int port) {
		this.address = address;
		this.port = port;
	}

	static RawHttp to(ConfigurableApplicationContext context) {
		return new RawHttp(InetAddress.getLoopbackAddress(),
				context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
	}

	int port() {
		return this.port;
	}

	RawHttp from(InetAddress other) {
		return new RawHttp(other, this.port);
	}

	Response get(String path, String... headers) {
		return send("GET", path, "", headers);
	}

	/**
	 * Sends a request with the {@code Host} of this server, unless the headers have one.
	 */
	Response send(String method, String path, String body, String... headers) {
		StringBuilder lines = new StringBuilder("%s %s HTTP/1.1\r\nConnection: close\r\n".formatted(method, path));
		if (Arrays.stream(headers).noneMatch((header) -> header.startsWith("Host:"))) {
			lines.append("Host: localhost:%d\r\n".formatted(this.port));
		}
		for (String header : headers) {
			lines.append(header).append("\r\n");
		}
		if (!body.isEmpty()) {
			lines.append("Content-Length: %d\r\n".formatted(body.length()));
		}
		return sendRaw(lines + "\r\n" + body);
	}

	Response sendRaw(String request) {
		ByteArrayOutputStream response = new ByteArrayOutputStream();
		try (Socket socket = new Socket(this.address, this.port)) {
			socket.setSoTimeout(20_000);
			socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
			socket.getOutputStream().flush();
			byte[] buffer = new byte[8192];
			int length = socket.getInputStream().read(buffer);
			while (length >= 0) {
				response.write(buffer, 0, length);
				length = isComplete(response) ? -1 : socket.getInputStream().read(buffer);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return Response.parse(response.toString(StandardCharsets.ISO_8859_1));
	}

	/**
	 * Needed because a server that has responded may wait for the rest of the body before
	 * it closes the connection.
	 */
	private static boolean isComplete(ByteArrayOutputStream received) {
		String text = received.toString(StandardCharsets.ISO_8859_1);
		if (!text.contains("\r\n\r\n")) {
			return false;
		}
		Response response = Response.parse(text);
		String length = response.header("Content-Length");
		return !length.isEmpty() && response.body().length() >= Integer.parseInt(length);
	}

	record Response(int status, Map<String, List<String>> headers, String body) {

		private static Response parse(String text) {
			String[] parts = text.split("\r\n\r\n", 2);
			String[] lines = parts[0].split("\r\n");
			Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
			for (String line : Arrays.copyOfRange(lines, 1, lines.length)) {
				String[] header = line.split(": ?", 2);
				headers.computeIfAbsent(header[0], (name) -> new ArrayList<>()).add(header[1]);
			}
			return new Response(Integer.parseInt(lines[0].split(" ")[1]), headers, (parts.length > 1) ? parts[1] : "");
		}

		String header(String name) {
			return String.join("|", this.headers.getOrDefault(name, List.of()));
		}

	}

}
