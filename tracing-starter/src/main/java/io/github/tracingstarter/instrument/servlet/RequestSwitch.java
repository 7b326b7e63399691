package io.github.tracingstarter.instrument.servlet;

import java.util.function.Supplier;

import io.github.tracingstarter.instrument.http.ObservationDemand;
import io.github.tracingstarter.report.TracingReport;
import io.micrometer.observation.ObservationRegistry;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.observation.ServerRequestObservationContext;

/**
 * Checks whether the application has turned the observation of a request off, with a
 * property or an {@code ObservationPredicate}. Such a request has no span.
 */
class RequestSwitch {

	private final @Nullable ObservationDemand demand;

	private final Supplier<ObservationRegistry> registry;

	/**
	 * Creates the switch.
	 * @param demand the application's demand, or null if nothing is turned off
	 * @param registry supplies the registry, which has the predicates
	 */
	RequestSwitch(@Nullable ObservationDemand demand, Supplier<ObservationRegistry> registry) {
		this.demand = demand;
		this.registry = registry;
	}

	boolean isOff(HttpServletRequest request, HttpServletResponse response) {
		return this.demand != null && this.demand.isSwitched()
				&& this.demand.isTurnedOff(this.registry.get(), () -> new Question(request, response));
	}

	void report(TracingReport report) {
		if (this.demand != null && this.demand.isDisabled()) {
			report.leftAlone("HTTP server", "all servlets",
					"management.observations.enable turns off server observations");
		}
		else {
			report.traced("HTTP server", "all servlets");
		}
	}

	private static final class Question extends ServerRequestObservationContext implements ObservationDemand.Question {

		Question(HttpServletRequest request, HttpServletResponse response) {
			super(request, response);
		}

	}

}
