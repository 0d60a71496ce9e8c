package sqlite

import (
	"strings"

	"tiddly/db/sqlite/evidence"
	"tiddly/internal/catalog"
)

// The storages, by what the cells contain.
const (
	storageText    = "text"
	storageUntyped = "untyped"
	// In these SQLite stores text that looks like a number as a number.
	storageUntypedNumber = "untyped_number"
	storageInteger       = "integer"
	storageBigInt        = "bigint"
	storageFloat         = "float"
	storageNumeric       = "numeric"
	storageDecimalText   = "decimal_text"
	storageBoolean       = "boolean"
	storageInstant       = "instant"
	storageDay           = "day"
	// The epoch follows; then, for those whose numbers have other digits than instants, storageFine.
	storageEpoch        = "epoch_"
	storageEpochSeconds = storageEpoch + catalog.EpochSeconds
	storageEpochMillis  = storageEpoch + catalog.EpochMillis
	storageFine         = "_fine"
	// The epoch follows, and what a write leaves: a number, or the text of an instant or of a day.
	storageMixed       = "mixed_"
	storageWritesDates = "_text"
	storageWritesDays  = "_day"
	storageTime        = "time"
	storageUUID        = "uuid"
	storageUUIDUpper   = "uuid_upper"
	storageUUIDBinary  = "uuid_binary"
	storageJSON        = "json"
	storageBytes       = "bytes"
	storageEnum        = "enum"
	collatedSuffix     = "_collated"
	// In these some texts stand for NULL.
	emptySuffix = "_empty"
	// In these cells of several forms stand.
	mixedSuffix = "_mixed"
)

// storageOfDates returns the storage of a column of dates, whose texts are stored as plain says.
func storageOfDates(plain string, a affinity, o catalog.ColumnOverride) string {
	switch {
	case o.Epoch == "" && (o.EmptyNull || o.Mixed != ""):
		return plain + emptySuffix
	case o.Epoch == "":
		return plain
	case o.Mixed == "text" && plain == storageDay:
		return storageMixed + o.Epoch + storageWritesDays
	case o.Mixed == "text":
		return storageMixed + o.Epoch + storageWritesDates
	case o.Mixed != "" || o.EmptyNull:
		return storageMixed + o.Epoch
	case evidence.Exact(o.Epoch) && a != affinityReal:
		return storageEpoch + o.Epoch
	default:
		return storageEpoch + o.Epoch + storageFine
	}
}

// storageOfUUIDs returns the storage of a column of UUIDs, as it declares itself or in a form.
func storageOfUUIDs(d declaration, form string) string {
	switch {
	case form == "upper":
		return storageUUIDUpper
	case form == "bytes" || form == "" && d.kind() == catalog.Bytes:
		return storageUUIDBinary
	default:
		return storageUUID
	}
}

// storageOfForms returns the storage in which cells of several forms stand, or texts that stand for NULL.
func storageOfForms(plain string) string {
	switch plain {
	case storageText, storageUntyped, storageUntypedNumber, storageNumeric, storageBoolean, storageBytes:
		return plain + mixedSuffix
	case storageTime:
		return plain + emptySuffix
	default:
		return plain
	}
}

// readsNull reports whether cells that are not NULL may read as null.
func readsNull(storage string) bool {
	return strings.HasPrefix(storage, storageMixed) || strings.HasSuffix(storage, emptySuffix)
}

func storageOf(kind catalog.Kind, a affinity) string {
	switch kind {
	case catalog.Int:
		return storageInteger
	case catalog.BigInt:
		return storageBigInt
	case catalog.Float:
		return storageFloat
	case catalog.Decimal:
		if a == affinityText {
			return storageDecimalText
		}
		return storageNumeric
	case catalog.Boolean:
		return storageBoolean
	case catalog.DateTime:
		return storageInstant
	case catalog.Date:
		return storageDay
	case catalog.Time:
		return storageTime
	case catalog.UUID:
		return storageUUID
	case catalog.JSON:
		return storageJSON
	case catalog.Bytes:
		return storageBytes
	case catalog.Enum:
		return storageEnum
	default:
		switch a {
		case affinityText:
			return storageText
		case affinityNone:
			return storageUntyped
		default:
			return storageUntypedNumber
		}
	}
}
