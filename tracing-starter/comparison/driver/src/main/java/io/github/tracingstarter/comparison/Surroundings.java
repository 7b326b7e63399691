package io.github.tracingstarter.comparison;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.SQLException;
import java.util.List;

import org.h2.tools.Server;

/**
 * The server that the applications call and their database, both of which can be stopped
 * and started again on the same port. The data stay, as on a disk.
 */
final class Surroundings implements Backend {

	private final Upstream upstream = new Upstream();

	private final int port;

	private Server database;

	Surroundings() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			this.port = socket.getLocalPort();
		}
		this.database = startDatabase(this.port);
	}

	private static Server startDatabase(int port) throws IOException {
		try {
			return Server.createTcpServer("-tcpPort", String.valueOf(port), "-ifNotExists", "-tcpDaemon").start();
		}
		catch (SQLException ex) {
			throw new IOException(ex);
		}
	}

	@Override
	public List<String> arguments(String name) {
		return List.of(this.upstream.arguments(name).get(0),
				"--spring.datasource.url=jdbc:h2:tcp://127.0.0.1:%d/mem:%s;DB_CLOSE_DELAY=-1".formatted(this.port,
						name));
	}

	void stopUpstream() throws IOException {
		this.upstream.close();
	}

	void startUpstream() throws IOException {
		this.upstream.restart();
	}

	void stopDatabase() {
		this.database.stop();
	}

	void startDatabase() throws IOException {
		this.database = startDatabase(this.port);
	}

	@Override
	public void close() throws IOException {
		this.database.stop();
		this.upstream.close();
	}

}
