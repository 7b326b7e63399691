package io.github.tracingstarter.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Implements as much of the Redis protocol as a client needs, with transactions. It has
 * no values, and refuses {@code INCR} like the real server for a key that holds a list.
 */
public final class RedisServer implements AutoCloseable {

	private final ServerSocket socket;

	private final List<String> commands = new CopyOnWriteArrayList<>();

	private final List<Socket> clients = new CopyOnWriteArrayList<>();

	public RedisServer() {
		try {
			this.socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		daemon(this::accept);
	}

	public int port() {
		return this.socket.getLocalPort();
	}

	/**
	 * Returns the names of the commands that arrived, in order.
	 * @return the names
	 */
	public List<String> commands() {
		return this.commands;
	}

	private void accept() {
		try {
			while (true) {
				Socket client = this.socket.accept();
				this.clients.add(client);
				daemon(() -> serve(client));
			}
		}
		catch (IOException ex) {
			// It was closed.
		}
	}

	private void serve(Socket client) {
		try (client) {
			BufferedReader in = new BufferedReader(
					new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
			OutputStream out = client.getOutputStream();
			List<String> queued = null;
			for (String line = in.readLine(); line != null; line = in.readLine()) {
				List<String> command = new ArrayList<>();
				for (int left = Integer.parseInt(line.substring(1)); left > 0; left--) {
					in.readLine();
					command.add(in.readLine());
				}
				String name = command.get(0).toUpperCase(Locale.ROOT);
				this.commands.add(name);
				String answer = answer(name);
				if (name.equals("MULTI")) {
					queued = new ArrayList<>();
				}
				else if (queued != null && name.equals("EXEC")) {
					answer = "*%d\r\n%s".formatted(queued.size(), String.join("\r\n", queued));
					queued = null;
				}
				else if (queued != null && name.equals("DISCARD")) {
					queued = null;
				}
				else if (queued != null) {
					queued.add(answer);
					answer = "+QUEUED";
				}
				out.write((answer + "\r\n").getBytes(StandardCharsets.UTF_8));
				out.flush();
			}
		}
		catch (IOException ex) {
			// The client left.
		}
	}

	private static String answer(String command) {
		return switch (command) {
			case "PING" -> "+PONG";
			case "HELLO" -> "%1\r\n$5\r\nproto\r\n:3";
			case "GET" -> "$-1";
			case "INFO" -> "$24\r\nredis_version:7.0.0\r\na:b";
			case "INCR" -> "-WRONGTYPE Operation against a key holding the wrong kind of value, 'secret'";
			case "EVAL" -> "-ERR unknown command 'EVAL', with args beginning with: 'secret'";
			default -> "+OK";
		};
	}

	private static void daemon(Runnable task) {
		Thread thread = new Thread(task, "redis-server");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() {
		try {
			this.socket.close();
			for (Socket client : this.clients) {
				client.close();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
