package org.rumbench.result;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The quotients of one cell, their terms in the ledger, and the sums of its space, memory and shapes.
final class AmplificationChecks {
  private final Cell cell;
  private final String place;
  private final Findings findings;

  AmplificationChecks(Cell cell, String place, Findings findings) {
    this.cell = cell;
    this.place = place;
    this.findings = findings;
  }

  void run() {
    if (cell.isComplete()) {
      for (String point : List.of(Amplification.BURST, Amplification.SETTLED)) {
        findings.check(cell.amplification(cell.topLayer(), point).isPresent(), Relation.AMPLIFICATION, place,
            "no amplification of " + cell.topLayer() + " at " + point);
      }
    }
    for (Amplification each : cell.amplifications()) {
      String where = place + " amplifications " + each.layer() + " " + each.point();
      checkWrite(each, where + " write");
      checkRead(each, where + " read");
      checkSpace(each.space(), where + " space");
      checkMemory(each.memory(), where + " memory");
    }
    checkSpaceUse();
    checkMemoryUse();
    checkForecasts();
    for (TreeShape shape : cell.shapes()) {
      TreeShape expected = TreeShape.of(shape.point(), shape.levels());
      findings.equal(shape.files(), expected.files(), Relation.SPACE_SUM, place + " shapes " + shape.point() + " files",
          "the sum of the levels");
      findings.equal(shape.bytes(), expected.bytes(), Relation.SPACE_SUM, place + " shapes " + shape.point() + " bytes",
          "the sum of the levels");
    }
  }

  private void checkWrite(Amplification amplification, String where) {
    WriteAmplification stored = amplification.write();
    WriteAmplification expected = WriteAmplification.of(amplification.layer(), amplification.point(), cell.ledger());
    findings.equal(stored.issuedBytes(), expected.issuedBytes(), Relation.AMPLIFICATION, where + " issuedBytes",
        "the ledger total");
    findings.equal(stored.acceptedBytes(), expected.acceptedBytes(), Relation.AMPLIFICATION, where + " acceptedBytes",
        "the ledger total");
    quotient(stored.issuedOverAcceptedRatio(), stored.issuedBytes(), stored.acceptedBytes(), where + " ratio");
    close(stored.commitRatio(), expected.commitRatio(), where + " commitRatio", "the roll-up over the accepted bytes");
    close(stored.reorganiseRatio(), expected.reorganiseRatio(), where + " reorganiseRatio",
        "the roll-up over the accepted bytes");
    close(stored.metadataRatio(), expected.metadataRatio(), where + " metadataRatio",
        "the roll-up over the accepted bytes");
    findings.equal(stored.purposes().stream().mapToLong(PurposeRatio::issuedBytes).sum(), stored.issuedBytes(),
        Relation.ROLL_UP, where + " purposes", "the sum");
    for (PurposeRatio purpose : stored.purposes()) {
      Optional<PurposeRatio> match =
          expected.purposes().stream().filter(each -> each.purpose().equals(purpose.purpose())).findFirst();
      findings.equal(purpose.issuedBytes(), match.map(PurposeRatio::issuedBytes).orElse(0L), Relation.AMPLIFICATION,
          where + " purposes " + purpose.purpose() + " issuedBytes", "the ledger");
      quotient(purpose.issuedOverAcceptedRatio(), purpose.issuedBytes(), stored.acceptedBytes(),
          where + " purposes " + purpose.purpose() + " ratio");
    }
  }

  private void checkRead(Amplification amplification, String where) {
    ReadAmplification read = amplification.read();
    quotient(read.sourcesPerRead(), read.sourcesConsulted(), read.pointReads(), where + " sourcesPerRead");
    quotient(read.filtersPerRead(), read.filtersProbed(), read.pointReads(), where + " filtersPerRead");
    quotient(read.blocksPerRead(), read.blocksTouched(), read.pointReads(), where + " blocksPerRead");
    quotient(read.cacheHitsPerRead(), read.cacheHits(), read.pointReads(), where + " cacheHitsPerRead");
    quotient(read.requestedBytesPerRead(), read.requestedBytes(), read.pointReads(), where + " requestedBytesPerRead");
    quotient(read.transferredOverReturnedRatio(), read.transferredBytes(), read.returnedBytes(),
        where + " transferredOverReturnedRatio");
    Long falsePositives = read.filterFalsePositives();
    Long outOfRange = read.runsOutOfRange();
    if (falsePositives != null) {
      quotient(read.filterFalsePositivesPerRead(), falsePositives, read.pointReads(),
          where + " filterFalsePositivesPerRead");
      findings.check(falsePositives <= read.filtersProbed(), Relation.RANGE, where + " filterFalsePositives",
          falsePositives + " of " + read.filtersProbed() + " filters probed");
    }
    if (outOfRange != null) {
      quotient(read.runsOutOfRangePerRead(), outOfRange, read.pointReads(), where + " runsOutOfRangePerRead");
    }
    findings.check(read.cacheHits() <= read.blocksTouched(), Relation.RANGE, where + " cacheHits",
        read.cacheHits() + " hits in " + read.blocksTouched() + " blocks");
    long requested = 0;
    long transferred = 0;
    for (LedgerSection section : cell.ledger()) {
      if (section.layer() == amplification.layer() && section.window().equals(amplification.point())) {
        requested += section.total().readRequestedBytes();
        transferred += section.total().readTransferredBytes();
      }
    }
    findings.check(read.requestedBytes() <= requested, Relation.AMPLIFICATION, where + " requestedBytes",
        read.requestedBytes() + " stored, more than the " + requested + " of the ledger");
    findings.check(read.transferredBytes() <= transferred, Relation.AMPLIFICATION, where + " transferredBytes",
        read.transferredBytes() + " stored, more than the " + transferred + " of the ledger");
  }

  private void checkSpace(SpaceAmplification space, String where) {
    quotient(space.allocatedOverLiveRatio(), space.allocatedBytes(), space.liveBytes(), where + " ratio");
    findings.check(space.indeterminateBytes() <= space.liveBytes(), Relation.RANGE, where + " indeterminateBytes",
        space.indeterminateBytes() + " of " + space.liveBytes());
  }

  private void checkMemory(MemoryOverhead memory, String where) {
    findings.equal(memory.totalBytes(), MemoryOverhead.of(memory.bytesByPart(), memory.liveBytes()).totalBytes(),
        Relation.SPACE_SUM, where + " totalBytes", "the sum of the parts");
    quotient(memory.residentOverLiveRatio(), memory.totalBytes(), memory.liveBytes(), where + " ratio");
  }

  private void checkForecasts() {
    List<ForecastFigure> forecasts = cell.forecasts();
    if (forecasts == null) {
      return;
    }
    for (ForecastFigure each : forecasts) {
      String where = place + " forecasts " + each.kind();
      findings.check(forecasts.stream().filter(other -> other.kind() == each.kind()).count() == 1, Relation.REFERENCE,
          where, "forecast twice");
      ForecastFigure expected = ForecastFigure.of(each.kind(), each.forecast(), cell);
      close(each.measured(), expected.measured(), where + " measured", "the figure of the cell");
      close(each.measuredOverForecastRatio(), expected.measuredOverForecastRatio(), where + " ratio",
          "the quotient of its terms");
    }
  }

  private void checkSpaceUse() {
    SpaceUse space = cell.space();
    if (space == null) {
      findings.check(!cell.isComplete(), Relation.SPACE_SUM, place + " space", "missing");
      return;
    }
    cell.amplification(cell.topLayer(), Amplification.BURST).ifPresent(burst ->
        findings.equal(space.burstBytes(), burst.space().allocatedBytes(), Relation.SPACE_SUM,
            place + " space.burstBytes", "the allocation at burst"));
    cell.amplification(cell.topLayer(), Amplification.SETTLED).ifPresent(settled ->
        findings.equal(space.settledBytes(), settled.space().allocatedBytes(), Relation.SPACE_SUM,
            place + " space.settledBytes", "the allocation when settled"));
    findings.check(space.averageBytes() <= space.peakBytes(), Relation.RANGE, place + " space.averageBytes",
        space.averageBytes() + " is above the peak " + space.peakBytes());
  }

  private void checkMemoryUse() {
    MemoryUse memory = cell.memory();
    if (memory == null) {
      findings.check(!cell.isComplete(), Relation.RANGE, place + " memory", "missing");
      return;
    }
    cell.amplification(cell.topLayer(), Amplification.SETTLED).ifPresent(settled ->
        findings.equal(memory.settledBytes(), settled.memory().totalBytes(), Relation.RANGE,
            place + " memory.settledBytes", "the resident bytes when settled"));
  }

  private void quotient(@Nullable Double stored, long numerator, long denominator, String where) {
    close(stored, Ratio.of(numerator, denominator), where, numerator + " / " + denominator);
  }

  private void close(
      @Nullable Double stored, @Nullable Double expected, String where,
      String meaning) {
    findings.close(stored, expected, Relation.AMPLIFICATION, where, meaning);
  }
}
