package io.github.tracingstarter.test;

import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpServer;
import io.github.tracingstarter.test.shop.Customer;
import io.github.tracingstarter.test.shop.CustomerRepository;
import io.github.tracingstarter.test.shop.ShopApplication;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A whole application: requests, SQL, other threads and calls.
 */
@SpringBootTest(classes = ShopApplication.class)
@AutoConfigureMockMvc
@AutoConfigureTraces
class ApplicationTests {

	@Autowired
	private MockMvcTester mvc;

	@Autowired
	private RecordedTraces traces;

	@BeforeEach
	void customers(@Autowired CustomerRepository repository) {
		repository.deleteAll();
		for (int i = 1; i <= 2; i++) {
			repository.save(new Customer(i, "customer" + i));
		}
		this.traces.clear();
	}

	@Test
	void requestIsOneTree() {
		assertThat(this.mvc.get().uri("/visits")).hasStatusOk();
		assertThat(this.traces).isOneTree()
			.hasAtMostStatements(3)
			.hasNoRepeatedStatement()
			.hasNoFailedSpan()
			.hasSpan("GET /visits")
			.hasSpanBelow("SELECT visit", "GET /visits");
		assertThat(this.traces.spans()).hasSize(4);
		assertThat(this.traces.tree()).containsSubsequence("trace ", " ms  SERVER GET /visits\n",
				" ms    CLIENT SELECT customer  SELECT id FROM customer ORDER BY id\n",
				" ms    CLIENT SELECT visit  SELECT count(*) FROM visit WHERE customer_id = ?\n",
				" ms    CLIENT SELECT visit  SELECT count(*) FROM visit WHERE customer_id = ?\n");
	}

	@Test
	void eachTestBeginsWithoutTraces(RecordedTraces parameter) {
		assertThat(parameter).isSameAs(this.traces);
		assertThat(this.traces.spans()).isEmpty();
		assertThat(this.traces.tree()).isEmpty();
	}

	@Test
	void workOnAnotherThreadIsAwaited() {
		assertThat(this.mvc.get().uri("/later")).hasStatusOk();
		assertThat(this.traces).hasSpanBelow("SELECT visit", "GET /later").isOneTree();
	}

	@Test
	void callCarriesTheTrace() throws Exception {
		CompletableFuture<String> header = new CompletableFuture<>();
		HttpServer upstream = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
		upstream.createContext("/", (exchange) -> {
			header.complete(String.valueOf(exchange.getRequestHeaders().getFirst("traceparent")));
			exchange.sendResponseHeaders(200, -1);
			exchange.close();
		});
		upstream.start();
		try {
			assertThat(this.mvc.get().uri("/call/" + upstream.getAddress().getPort())).hasStatusOk();
			assertThat(this.traces).wasCarriedBy(header.get(10, TimeUnit.SECONDS)).isOneTree();
		}
		finally {
			upstream.stop(0);
		}
	}

}
