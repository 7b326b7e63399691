package io.github.tracingstarter.report;

import java.util.List;

/**
 * Shows and controls the export of a signal while the application runs. There is a bean
 * for each signal that the starter itself exports.
 */
public interface ExportControl {

	/**
	 * Returns the exported signal.
	 * @return the signal
	 */
	DestinationStatus.Signal signal();

	/**
	 * Returns the status of each destination.
	 * @return the destinations
	 */
	List<DestinationStatus> destinations();

	/**
	 * Pauses or resumes sending. Records created while it is paused are never sent;
	 * records already waiting are still sent.
	 * @param paused whether to pause
	 */
	void pause(boolean paused);

}
