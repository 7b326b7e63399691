package io.github.tracingstarter.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails each test that leaves a span or a scope open, unless {@link LeavesOpen} says that
 * it does so on purpose.
 */
public final class LeakDetector implements BeforeEachCallback, AfterEachCallback {

	public LeakDetector() {
		OpenScopes.observe();
	}

	@Override
	public void beforeEach(ExtensionContext context) {
		RecordedSpans.mayStayOpen(leavesOpen(context).map((leaves) -> Set.of(leaves.spans())).orElse(Set.of()));
	}

	@Override
	public void afterEach(ExtensionContext context) {
		boolean scopesMayStay = leavesOpen(context).map(LeavesOpen::scopes).orElse(false);
		boolean clean = Waiting
			.until(() -> RecordedSpans.allLeaks().isEmpty() && (scopesMayStay || OpenScopes.isEmpty()));
		List<String> leaks = new ArrayList<>(RecordedSpans.allLeaks());
		// What one test leaves open must not make the next one fail.
		RecordedSpans.forgetOpen();
		List<String> scopes = OpenScopes.drain();
		if (!clean) {
			leaks.addAll(scopes);
			throw new AssertionError("Left open: " + String.join(", ", leaks));
		}
	}

	private static Optional<LeavesOpen> leavesOpen(ExtensionContext context) {
		return context.getTestMethod().map((method) -> method.getAnnotation(LeavesOpen.class));
	}

}
