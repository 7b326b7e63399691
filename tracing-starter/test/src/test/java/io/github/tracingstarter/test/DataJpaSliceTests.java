package io.github.tracingstarter.test;

import io.github.tracingstarter.test.shop.Customer;
import io.github.tracingstarter.test.shop.CustomerRepository;
import io.github.tracingstarter.test.shop.ShopApplication;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.test.context.ContextConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The slice of JPA, whose statements are prepared by Hibernate.
 */
@DataJpaTest
@ContextConfiguration(classes = ShopApplication.class)
@AutoConfigureTraces
class DataJpaSliceTests {

	@Test
	void statementsAreTraced(@Autowired CustomerRepository repository, RecordedTraces traces) {
		repository.saveAndFlush(new Customer(7, "ann"));
		traces.clear();
		assertThat(repository.count()).isOne();
		assertThat(traces).hasSpan("SELECT customer").hasAtMostStatements(1).hasNoRepeatedStatement();
	}

}
