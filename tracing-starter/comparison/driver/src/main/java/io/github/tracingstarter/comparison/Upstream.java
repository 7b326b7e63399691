package io.github.tracingstarter.comparison;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The server that the applications call. It returns the same response to every request.
 */
final class Upstream implements Backend {

	private static final byte[] ANSWER = answer("{\"summary\":\"fair\",\"degrees\":18}");

	private final ServerSocket server = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());

	Upstream() throws IOException {
		start(this::listen, "upstream");
	}

	@Override
	public List<String> arguments(String name) {
		return List.of("--comparison.upstream=http://127.0.0.1:" + this.server.getLocalPort());
	}

	private void listen() {
		try {
			while (!this.server.isClosed()) {
				Socket socket = this.server.accept();
				start(() -> talk(socket), "upstream-connection");
			}
		}
		catch (IOException ex) {
			// Closed.
		}
	}

	private static void talk(Socket socket) {
		try (socket) {
			socket.setTcpNoDelay(true);
			InputStream in = socket.getInputStream();
			OutputStream out = socket.getOutputStream();
			byte[] buffer = new byte[8192];
			int newLines = 0;
			for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
				for (int i = 0; i < read; i++) {
					if (buffer[i] == '\n') {
						newLines++;
					}
					else if (buffer[i] != '\r') {
						newLines = 0;
					}
					if (newLines == 2) {
						newLines = 0;
						out.write(ANSWER);
					}
				}
			}
		}
		catch (IOException ex) {
			// The application ended.
		}
	}

	private static void start(Runnable task, String name) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		thread.start();
	}

	private static byte[] answer(String body) {
		return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
			.formatted(body.length(), body)
			.getBytes(StandardCharsets.US_ASCII);
	}

	@Override
	public void close() throws IOException {
		this.server.close();
	}

}
