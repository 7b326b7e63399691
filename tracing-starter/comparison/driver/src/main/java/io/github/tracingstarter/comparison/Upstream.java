package io.github.tracingstarter.comparison;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The server that the applications call. It returns the same response to every request.
 */
final class Upstream implements Backend {

	private static final byte[] ANSWER = answer("{\"summary\":\"fair\",\"degrees\":18}");

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private final int port;

	private ServerSocket server;

	Upstream() throws IOException {
		this.server = listen(0);
		this.port = this.server.getLocalPort();
	}

	/**
	 * Listens again after {@link #close}, on the same port.
	 */
	void restart() throws IOException {
		this.server = listen(this.port);
	}

	@Override
	public List<String> arguments(String name) {
		return List.of("--comparison.upstream=http://127.0.0.1:" + this.port);
	}

	private ServerSocket listen(int port) throws IOException {
		ServerSocket socket = new ServerSocket(port, 64, InetAddress.getLoopbackAddress());
		start(() -> accept(socket), "upstream");
		return socket;
	}

	private void accept(ServerSocket server) {
		try {
			while (!server.isClosed()) {
				Socket socket = server.accept();
				this.sockets.add(socket);
				start(() -> talk(socket), "upstream-connection");
			}
		}
		catch (IOException ex) {
			// Closed.
		}
	}

	private void talk(Socket socket) {
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
		finally {
			this.sockets.remove(socket);
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
		for (Socket socket : this.sockets) {
			socket.close();
		}
	}

}
