package io.github.tracingstarter.report;

import java.util.List;

/**
 * Shows and controls the export while the application runs. A bean if the starter's own
 * export is active.
 */
public interface ExportControl {

	/**
	 * Returns the status of each destination.
	 * @return the destinations
	 */
	List<DestinationStatus> destinations();

	/**
	 * Stops sending or goes on with it. Spans that end in the meantime are not sent
	 * later, those that wait already are still sent.
	 * @param paused whether to stop
	 */
	void pause(boolean paused);

}
