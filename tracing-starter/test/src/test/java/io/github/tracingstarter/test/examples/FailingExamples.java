package io.github.tracingstarter.test.examples;

import java.time.Duration;

import io.github.tracingstarter.test.AutoConfigureTraces;
import io.github.tracingstarter.test.RecordedTraces;
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
 * Tests of the shop, each of which fails. No class whose name ends so is run by the
 * build: {@code FailureMessageTests} does it.
 */
@SpringBootTest(classes = ShopApplication.class)
@AutoConfigureMockMvc
@AutoConfigureTraces
public class FailingExamples {

	@Autowired
	private MockMvcTester mvc;

	@Autowired
	private RecordedTraces traces;

	@BeforeEach
	void customers(@Autowired CustomerRepository repository) {
		repository.deleteAll();
		for (int i = 1; i <= 3; i++) {
			repository.save(new Customer(i, "customer" + i));
		}
		this.traces.clear();
	}

	@Test
	void repeatedStatement() {
		this.mvc.get().uri("/visits").exchange();
		assertThat(this.traces).hasNoRepeatedStatement();
	}

	@Test
	void tooManyStatements() {
		this.mvc.get().uri("/visits").exchange();
		assertThat(this.traces).hasAtMostStatements(1);
	}

	@Test
	void twoTrees() {
		this.mvc.get().uri("/greeting/ann").exchange();
		this.mvc.get().uri("/greeting/ben").exchange();
		assertThat(this.traces).isOneTree();
	}

	@Test
	void failedSpan() {
		this.mvc.get().uri("/broken").exchange();
		assertThat(this.traces).hasNoFailedSpan();
	}

	@Test
	void missingSpan() {
		this.mvc.get().uri("/greeting/ann").exchange();
		assertThat(this.traces).within(Duration.ofMillis(50)).hasSpan("GET /greeting");
	}

	@Test
	void spanElsewhere() {
		this.mvc.get().uri("/greeting/ann").exchange();
		assertThat(this.traces).within(Duration.ofMillis(50)).hasSpanBelow("GET /greeting/{name}", "GET /");
	}

	@Test
	void lostTrace() {
		this.mvc.get().uri("/greeting/ann").exchange();
		assertThat(this.traces).within(Duration.ofMillis(50))
			.wasCarriedBy("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
	}

	@Test
	void noHeader() {
		assertThat(this.traces).within(Duration.ofMillis(50)).wasCarriedBy(null);
	}

	@Test
	void nothingRecorded() {
		assertThat(this.traces).within(Duration.ofMillis(50)).isOneTree();
	}

}
