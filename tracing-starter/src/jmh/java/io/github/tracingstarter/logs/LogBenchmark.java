package io.github.tracingstarter.logs;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

import ch.qos.logback.classic.LoggerContext;
import com.sun.net.httpserver.HttpServer;
import io.github.tracingstarter.testing.BenchmarkApplication;
import io.github.tracingstarter.testing.HotPathBenchmark;
import io.opentelemetry.context.Scope;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A line that is logged within a request, with and without a log record for it in the
 * queue. The application has no appender, so the rest is the cost of Logback itself.
 */
public class LogBenchmark extends HotPathBenchmark {

	/** The capacity of the queue, so that no record is refused. */
	private static final int LINES = 4096;

	private static final Logger logger = LoggerFactory.getLogger("com.acme.Shop");

	@Param({ "false", "true" })
	public boolean records;

	private HttpServer server;

	private BenchmarkApplication application;

	private Scope request;

	@Setup
	public void start() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/", (exchange) -> {
			exchange.getRequestBody().readAllBytes();
			exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
			exchange.sendResponseHeaders(200, -1);
			exchange.close();
		});
		this.server.start();
		this.application = BenchmarkApplication.startLogging("http://localhost:" + this.server.getAddress().getPort(),
				this.records);
		((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(Logger.ROOT_LOGGER_NAME)
			.getAppender("CONSOLE")
			.stop();
		this.request = this.application.enterRequest();
	}

	@Setup(Level.Invocation)
	public void empty() {
		this.application.flushLogs();
	}

	@TearDown
	public void stop() {
		this.request.close();
		this.application.close();
		this.server.stop(0);
	}

	@Benchmark
	@OperationsPerInvocation(LINES)
	public void line() {
		for (int i = 0; i < LINES; i++) {
			logger.info("Order {} was paid by {}", i, "a customer");
		}
	}

}
