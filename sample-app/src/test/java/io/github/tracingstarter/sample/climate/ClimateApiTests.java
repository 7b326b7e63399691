package io.github.tracingstarter.sample.climate;

import io.github.tracingstarter.sample.ApiClient;
import io.github.tracingstarter.sample.ApiTest;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.web.server.LocalServerPort;

@ApiTest
class ClimateApiTests {

	private final ApiClient client;

	ClimateApiTests(@LocalServerPort int port) {
		this.client = new ApiClient(port);
	}

	@Test
	void tellsWhatWasMeasuredInEachCity() {
		this.client.get("/climate")
			.expectStatus()
			.isOk()
			.expectBody()
			.json("""
					[{"city":"London","days":700,"lowest":8,"highest":30}, {"city":"Madrid","days":700,"lowest":8,"highest":30},
					{"city":"Oslo","days":700,"lowest":8,"highest":30}, {"city":"Paris","days":700,"lowest":8,"highest":30},
					{"city":"Rome","days":700,"lowest":8,"highest":30}, {"city":"Vienna","days":700,"lowest":8,"highest":30}]
					""");
	}

	@Test
	void tellsOnHowManyDaysNoCityWasWarmer() {
		this.client.get("/climate/warm-days").expectStatus().isOk().expectBody().json("""
				[{"city":"Rome","days":211}, {"city":"Vienna","days":153}, {"city":"Oslo","days":152},
				{"city":"Madrid","days":122}, {"city":"London","days":121}, {"city":"Paris","days":91}]
				""");
	}

}
