import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * Receives spans in Zipkin's format. Prints its port, and then the service name of each
 * span.
 */
class SpanReceiver {

	private static final Pattern SERVICE = Pattern
		.compile("\"localEndpoint\"\\s*:\\s*\\{\\s*\"serviceName\"\\s*:\\s*\"([^\"]+)\"");

	public static void main(String[] args) throws IOException {
		HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
		server.createContext("/api/v2/spans", SpanReceiver::receive);
		server.start();
		System.out.println(server.getAddress().getPort());
	}

	private static void receive(HttpExchange exchange) throws IOException {
		try (exchange) {
			boolean compressed = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
			InputStream body = exchange.getRequestBody();
			Matcher service = SERVICE
				.matcher(new String((compressed ? new GZIPInputStream(body) : body).readAllBytes()));
			while (service.find()) {
				System.out.println(service.group(1));
			}
			exchange.sendResponseHeaders(202, -1);
		}
	}

}
